package kith.lab.tab;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a test refers to, directly or through other classes of tests, that only a JVM has.
///
/// An overapproximation: of a class that is made somewhere every method counts, since who holds it
/// may call any.
final class Reach {
    /// Packages and classes that only a JVM has, by how the names of their classes begin.
    private static final List<String> JVM_ONLY =
            List.of(
                    "com/sun/",
                    "javax/",
                    "java/lang/classfile/",
                    "java/lang/constant/",
                    "java/lang/foreign/",
                    "java/lang/reflect/",
                    "java/lang/Process",
                    "java/lang/Thread.",
                    "java/lang/Class.getPermittedSubclasses",
                    "java/net/",
                    "java/nio/file/",
                    "java/security/",
                    "java/util/concurrent/",
                    "java/util/spi/",
                    "java/util/zip/",
                    "java/util/StringJoiner",
                    "java/io/PrintWriter");

    private final Map<String, ClassModel> tests;
    private final Set<String> replaced;
    private final Set<String> seen = new HashSet<>();
    private final Deque<MethodModel> open = new ArrayDeque<>();
    private final TreeSet<String> jvmOnly = new TreeSet<>();

    private Reach(Map<String, ClassModel> tests, Set<String> replaced) {
        this.tests = tests;
        this.replaced = replaced;
    }

    /// @param tests all classes of tests, by the names that class files use
    /// @param replaced those in whose place a tab has others
    static Set<String> jvmOnly(CoreTest test, Map<String, ClassModel> tests, Set<String> replaced) {
        var reach = new Reach(tests, replaced);
        reach.method(test.type(), test.method());
        reach.initializer(test.type());
        for (MethodModel each : test.owner().methods()) {
            String name = each.methodName().stringValue();
            if (name.equals("<init>")
                    || CoreTest.isMarked(each, "org.junit.jupiter.api.BeforeAll")) {
                reach.method(test.type(), each);
            }
        }
        while (!reach.open.isEmpty()) {
            reach.look(reach.open.pop());
        }
        return reach.jvmOnly;
    }

    private void look(MethodModel method) {
        method.code().ifPresent(code -> code.elementList().forEach(this::lookAt));
    }

    private void lookAt(CodeElement element) {
        switch (element) {
            case InvokeInstruction call ->
                    member(
                            call.owner().asInternalName(),
                            call.name().stringValue(),
                            call.type().stringValue());
            case FieldInstruction field ->
                    member(field.owner().asInternalName(), field.name().stringValue(), null);
            case InvokeDynamicInstruction call -> call.bootstrapArgs().forEach(this::constant);
            case NewObjectInstruction made -> made(made.className().asInternalName());
            case ConstantInstruction.LoadConstantInstruction loaded ->
                    constant(loaded.constantValue());
            default -> {}
        }
    }

    private void constant(ConstantDesc of) {
        switch (of) {
            case DirectMethodHandleDesc handle ->
                    member(
                            internal(handle.owner()),
                            handle.methodName(),
                            handle.lookupDescriptor());
            case ClassDesc type -> member(internal(type), "class", null);
            default -> {}
        }
    }

    private static String internal(ClassDesc type) {
        String name = type.descriptorString();
        return name.startsWith("L") ? name.substring(1, name.length() - 1) : name;
    }

    private void member(String owner, String name, @Nullable String descriptor) {
        String used = owner + "." + name;
        if (JVM_ONLY.stream().anyMatch(used::startsWith)) {
            jvmOnly.add(owner.replace('/', '.'));
        }
        initializer(owner);
        ClassModel model = tests.get(owner);
        if (model == null || descriptor == null || replaced.contains(owner)) {
            return;
        }
        for (MethodModel each : model.methods()) {
            if (each.methodName().equalsString(name)
                    && each.methodType().equalsString(descriptor)) {
                method(owner, each);
                return;
            }
        }
        model.superclass().ifPresent(above -> member(above.asInternalName(), name, descriptor));
    }

    private void initializer(String owner) {
        ClassModel model = tests.get(owner);
        if (model != null && !replaced.contains(owner)) {
            for (MethodModel each : model.methods()) {
                if (each.methodName().equalsString("<clinit>")) {
                    method(owner, each);
                }
            }
        }
    }

    /// A class of tests is made for one test at a time; of another, anything may be called.
    private void made(String type) {
        ClassModel model = tests.get(type);
        if (model != null && !replaced.contains(type) && CoreTest.in(model).isEmpty()) {
            model.methods().forEach(each -> method(type, each));
        }
    }

    private void method(String owner, MethodModel method) {
        String name = method.methodName().stringValue();
        if (seen.add(owner + "." + name + method.methodType().stringValue())) {
            open.push(method);
        }
    }
}
