package kith.lab.bug;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/// Writes the code of a method with a [Mistake] in it, and counts how often it was made.
final class Slip {
    private static final ClassDesc INSTEAD = ClassDesc.of(Instead.class.getName());

    private final Mistake mistake;
    private int count;

    Slip(Mistake mistake) {
        this.mistake = mistake;
    }

    int count() {
        return count;
    }

    /// Writes what `code`, the code of `method`, is with the mistake.
    void write(MethodModel method, CodeModel code, MethodBuilder out) {
        switch (mistake) {
            case Mistake.Answers(int value) ->
                    out.withCode(
                            body -> {
                                count++;
                                TypeKind kind = kind(method.methodTypeSymbol().returnType());
                                push(body, kind, value);
                                body.return_(kind);
                            });
            case Mistake.Becomes(String instead) ->
                    out.withCode(body -> become(body, method, instead));
            case Mistake.LeavesOut _,
                    Mistake.Repeats _,
                    Mistake.Confuses _,
                    Mistake.Replaces _,
                    Mistake.Twists _,
                    Mistake.Bends _,
                    Mistake.Keeps _ ->
                    out.transformCode(code, this::write);
        }
    }

    private void become(CodeBuilder body, MethodModel method, String instead) {
        if (method.flags().has(AccessFlag.STATIC)) {
            throw new IllegalStateException(method + " has no this");
        }
        count++;
        ClassDesc owner = method.parent().orElseThrow().thisClass().asSymbol();
        MethodTypeDesc type = method.methodTypeSymbol();
        body.aload(0);
        for (int i = 0; i < type.parameterCount(); i++) {
            body.loadLocal(kind(type.parameterType(i)), body.parameterSlot(i));
        }
        body.invokestatic(INSTEAD, instead, type.insertParameterTypes(0, owner));
        body.return_(kind(type.returnType()));
    }

    private void write(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call) {
            write(code, call);
        } else if (element instanceof FieldInstruction set
                && set.opcode() == Opcode.PUTFIELD
                && mistake instanceof Mistake.Keeps(String field)
                && set.name().equalsString(field)) {
            count++;
            drop(code, List.of(ConstantDescs.CD_Object, set.typeSymbol()));
        } else {
            code.with(element);
        }
    }

    private void write(CodeBuilder code, InvokeInstruction call) {
        MethodTypeDesc type = call.typeSymbol();
        switch (mistake) {
            case Mistake.LeavesOut(String name, int answer) when is(call, name) -> {
                drop(code, taken(call));
                push(code, kind(type.returnType()), answer);
            }
            case Mistake.Repeats(String name) when is(call, name) -> repeat(code, call);
            case Mistake.Confuses(String name, String with) when is(call, name) ->
                    code.invoke(
                            call.opcode(), call.owner().asSymbol(), with, type, call.isInterface());
            case Mistake.Replaces(String name, String instead) when is(call, name) ->
                    code.invokestatic(
                            INSTEAD, instead, MethodTypeDesc.of(type.returnType(), taken(call)));
            case Mistake.Twists(String name, String instead) when is(call, name) -> {
                ClassDesc last = type.parameterType(type.parameterCount() - 1);
                code.invokestatic(INSTEAD, instead, MethodTypeDesc.of(last, last)).with(call);
            }
            case Mistake.Bends(String name, String instead) when is(call, name) -> {
                ClassDesc answer = type.returnType();
                code.with(call).invokestatic(INSTEAD, instead, MethodTypeDesc.of(answer, answer));
            }
            default -> code.with(call);
        }
    }

    private boolean is(InvokeInstruction call, String name) {
        String owner = call.owner().asInternalName().replace('/', '.');
        boolean same = name.equals(owner + "." + call.name().stringValue());
        count += same ? 1 : 0;
        return same;
    }

    /// What a call takes from the stack, the deepest first.
    private static List<ClassDesc> taken(InvokeInstruction call) {
        var taken = new ArrayList<ClassDesc>();
        if (call.opcode() != Opcode.INVOKESTATIC) {
            taken.add(call.owner().asSymbol());
        }
        taken.addAll(call.typeSymbol().parameterList());
        return taken;
    }

    private static void drop(CodeBuilder code, List<ClassDesc> taken) {
        for (ClassDesc one : taken.reversed()) {
            if (kind(one).slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }
    }

    private static void repeat(CodeBuilder code, InvokeInstruction call) {
        List<ClassDesc> taken = taken(call);
        int[] slots = new int[taken.size()];
        for (int i = slots.length - 1; i >= 0; i--) {
            slots[i] = code.allocateLocal(kind(taken.get(i)));
            code.storeLocal(kind(taken.get(i)), slots[i]);
        }
        for (int time = 0; time < 2; time++) {
            for (int i = 0; i < slots.length; i++) {
                code.loadLocal(kind(taken.get(i)), slots[i]);
            }
            code.with(call);
        }
    }

    private static void push(CodeBuilder code, TypeKind kind, int value) {
        switch (kind.asLoadable()) {
            case VOID -> {}
            case INT -> code.loadConstant(value);
            case LONG -> code.loadConstant((long) value);
            default -> code.aconst_null();
        }
    }

    private static TypeKind kind(ClassDesc type) {
        return TypeKind.from(type);
    }
}
