package kith.house;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All that one compiled class mentions, with the method and line where it does.
///
/// Byte code and not source, because it is what runs: an import says nothing about a type that is
/// only inferred, and a name says nothing about which `split` is meant. Instructions and not the
/// constant pool, because the compiler puts `java.lang.invoke` there for every lambda. What byte
/// code cannot show is a constant of another class, which the compiler copies: [Source] sees its
/// import.
final class Uses {
    /// Bootstrap methods that the compiler uses for lambdas, `+` on strings, records and `switch`.
    private static final Set<String> COMPILERS_OWN =
            Set.of(
                    "java.lang.invoke.LambdaMetafactory",
                    "java.lang.invoke.StringConcatFactory",
                    "java.lang.runtime.ObjectMethods",
                    "java.lang.runtime.SwitchBootstraps");

    /// A class with its package; the slash tells it from a type variable whose name holds an L.
    private static final Pattern CLASS = Pattern.compile("L((?:\\w+/)+[\\w$]+)");

    private final List<Use> uses = new ArrayList<>();
    private final String className;
    private String place = "";

    private Uses(String className) {
        this.className = className;
    }

    static List<Use> of(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        var out = new Uses(dotted(model.thisClass().asInternalName()));
        out.header(model);
        model.fields().forEach(out::field);
        model.methods().forEach(out::method);
        return out.uses;
    }

    private void header(ClassModel model) {
        model.superclass().ifPresent(entry -> named(entry.asInternalName()));
        model.interfaces().forEach(entry -> named(entry.asInternalName()));
        model.findAttribute(Attributes.signature())
                .ifPresent(attribute -> signed(attribute.signature().stringValue()));
        model.findAttribute(Attributes.record())
                .ifPresent(attribute -> attribute.components().forEach(this::component));
    }

    private void component(RecordComponentInfo component) {
        component
                .findAttribute(Attributes.signature())
                .ifPresent(attribute -> signed(attribute.signature().stringValue()));
    }

    private void field(FieldModel field) {
        place = field.fieldName().stringValue();
        described(field.fieldType().stringValue());
        field.findAttribute(Attributes.signature())
                .ifPresent(attribute -> signed(attribute.signature().stringValue()));
        if (field.flags().has(AccessFlag.STATIC) && !field.flags().has(AccessFlag.FINAL)) {
            construct(Use.STATIC_MUTABLE_FIELD);
        }
    }

    private void method(MethodModel method) {
        String name = method.methodName().stringValue();
        place = name;
        described(method.methodType().stringValue());
        method.findAttribute(Attributes.signature())
                .ifPresent(attribute -> signed(attribute.signature().stringValue()));
        method.findAttribute(Attributes.exceptions())
                .ifPresent(a -> a.exceptions().forEach(entry -> named(entry.asInternalName())));
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            construct(Use.SYNCHRONIZED);
        }
        method.code()
                .ifPresent(
                        code -> {
                            for (CodeElement element : code) {
                                if (element instanceof LineNumber line) {
                                    place = name + ", line " + line.line();
                                } else {
                                    code(element);
                                }
                            }
                        });
    }

    private void code(CodeElement element) {
        switch (element) {
            case InvokeInstruction call ->
                    member(
                            call.owner().asInternalName(),
                            call.name().stringValue(),
                            call.type().stringValue());
            case FieldInstruction access ->
                    member(
                            access.owner().asInternalName(),
                            access.name().stringValue(),
                            access.type().stringValue());
            case InvokeDynamicInstruction call -> {
                described(call.type().stringValue());
                bootstrapped(call.bootstrapMethod(), call.bootstrapArgs());
            }
            case NewObjectInstruction made -> named(made.className().asInternalName());
            case NewReferenceArrayInstruction made -> named(made.componentType().asInternalName());
            case NewMultiArrayInstruction made -> named(made.arrayType().asInternalName());
            case TypeCheckInstruction check -> named(check.type().asInternalName());
            case ExceptionCatch handler ->
                    handler.catchType().ifPresent(entry -> named(entry.asInternalName()));
            case MonitorInstruction ignored -> construct(Use.SYNCHRONIZED);
            case ConstantInstruction constant -> constant(constant.constantValue());
            case NewPrimitiveArrayInstruction made -> number(made.typeKind());
            case OperatorInstruction operator -> number(operator.typeKind());
            case ConvertInstruction convert -> number(convert.toType());
            default -> {} // moves, jumps and returns mention nothing new
        }
    }

    private void bootstrapped(DirectMethodHandleDesc bootstrap, List<ConstantDesc> arguments) {
        if (!COMPILERS_OWN.contains(dotted(internal(bootstrap.owner())))) {
            handle(bootstrap);
        }
        arguments.forEach(this::constant);
    }

    private void constant(ConstantDesc constant) {
        switch (constant) {
            case Float ignored -> construct(Use.FLOAT);
            case ClassDesc type -> described(type.descriptorString());
            case MethodTypeDesc type -> described(type.descriptorString());
            case DirectMethodHandleDesc handle -> handle(handle);
            default -> {} // numbers, strings, and the constants that the compiler makes for switch
        }
    }

    private void handle(DirectMethodHandleDesc handle) {
        member(internal(handle.owner()), handle.methodName(), handle.lookupDescriptor());
    }

    private void number(TypeKind kind) {
        if (kind == TypeKind.FLOAT) {
            construct(Use.FLOAT);
        }
    }

    private void member(String owner, String name, String descriptor) {
        described(descriptor);
        if (owner.startsWith("[")) {
            described(owner); // the only member of an array is clone
            return;
        }
        // A method's descriptor begins with its parenthesis; a field's type is set off by a colon.
        String separator = descriptor.startsWith("(") ? "" : ":";
        uses.add(new Use(dotted(owner), name + separator + descriptor, className, place));
    }

    /// A class by its internal name, or an array by its descriptor.
    private void named(String internalName) {
        if (internalName.startsWith("[")) {
            described(internalName);
        } else {
            uses.add(new Use(dotted(internalName), "", className, place));
        }
    }

    private void described(String descriptor) {
        signed(descriptor);
        if (CLASS.matcher(descriptor).replaceAll("").indexOf('F') >= 0) {
            construct(Use.FLOAT);
        }
    }

    /// Every class in a generic signature or a descriptor.
    private void signed(String signature) {
        Matcher matcher = CLASS.matcher(signature);
        while (matcher.find()) {
            uses.add(new Use(dotted(matcher.group(1)), "", className, place));
        }
    }

    private void construct(String construct) {
        uses.add(new Use(construct, "", className, place));
    }

    private static String internal(ClassDesc type) {
        String descriptor = type.descriptorString();
        return type.isClassOrInterface()
                ? descriptor.substring(1, descriptor.length() - 1)
                : descriptor;
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
