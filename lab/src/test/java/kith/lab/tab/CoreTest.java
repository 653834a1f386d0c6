package kith.lab.tab;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A test of the core, as its class file tells of it.
///
/// @param owner the class, as class files name it
/// @param method its name
/// @param tries how often it is run: once, or as a property says
/// @param draws Java expressions that draw its arguments
record CoreTest(ClassModel owner, MethodModel method, int tries, List<String> draws) {
    private static final String JUPITER = "org.junit.jupiter.api.";
    private static final String JQWIK = "net.jqwik.api.";

    /// What jqwik tries where a property does not say how often.
    private static final int TRIES = 1000;

    /// The tests of a class; none when it has none.
    static List<CoreTest> in(ClassModel owner) {
        var found = new ArrayList<CoreTest>();
        for (MethodModel method : owner.methods()) {
            CoreTest test = of(owner, method);
            if (test != null) {
                found.add(test);
            }
        }
        return found;
    }

    private static @Nullable CoreTest of(ClassModel owner, MethodModel method) {
        if (isMarked(method, JUPITER + "Test") || isMarked(method, JQWIK + "Example")) {
            return new CoreTest(owner, method, 1, List.of());
        }
        for (Annotation each : annotations(method)) {
            if (name(each).equals(JQWIK + "Property")) {
                return new CoreTest(owner, method, number(each, "tries", TRIES), draws(method));
            }
        }
        return null;
    }

    static boolean isMarked(MethodModel method, String annotation) {
        return annotations(method).stream().anyMatch(each -> name(each).equals(annotation));
    }

    /// The methods that are run before each test of its class.
    List<String> before(String which) {
        return owner.methods().stream()
                .filter(each -> isMarked(each, JUPITER + which))
                .map(each -> each.methodName().stringValue())
                .toList();
    }

    String type() {
        return owner.thisClass().asInternalName();
    }

    String room() {
        return type().substring(0, type().lastIndexOf('/')).replace('/', '.');
    }

    String simpleType() {
        return type().substring(type().lastIndexOf('/') + 1);
    }

    String name() {
        return type().replace('/', '.') + "." + method.methodName().stringValue();
    }

    private static List<Annotation> annotations(MethodModel method) {
        return method.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(found -> found.annotations())
                .orElse(List.of());
    }

    private static String name(Annotation annotation) {
        ClassDesc type = annotation.classSymbol();
        return type.packageName() + "." + type.displayName();
    }

    private static int number(Annotation of, String name, int otherwise) {
        for (AnnotationElement each : of.elements()) {
            if (each.name().equalsString(name)
                    && each.value() instanceof AnnotationValue.OfInt found) {
                return found.intValue();
            }
        }
        return otherwise;
    }

    private static List<String> draws(MethodModel method) {
        var marks =
                method.findAttribute(Attributes.runtimeVisibleParameterAnnotations())
                        .orElseThrow()
                        .parameterAnnotations();
        var draws = new ArrayList<String>();
        List<ClassDesc> types = method.methodTypeSymbol().parameterList();
        for (int i = 0; i < types.size(); i++) {
            draws.add(draw(types.get(i).displayName(), marks.get(i)));
        }
        return draws;
    }

    /// How an argument is drawn, in words of `kith.lab.tab.Draw`.
    private static String draw(String type, List<Annotation> marks) {
        var bounds = new java.util.TreeMap<String, Annotation>();
        marks.forEach(each -> bounds.put(each.classSymbol().displayName(), each));
        return switch (type) {
            case "long" -> "draw.word()";
            case "String" -> "draw.text()";
            case "int" -> "draw.between(" + least(bounds) + ", " + most(bounds, "IntRange") + ")";
            case "byte[]" -> "draw.bytes(" + Math.min(most(bounds, "Size"), 255) + ")";
            default -> throw new IllegalStateException("no way to draw a " + type);
        };
    }

    private static int least(Map<String, Annotation> bounds) {
        Annotation range = bounds.get("IntRange");
        return range == null ? Integer.MIN_VALUE : number(range, "min", 0);
    }

    private static int most(Map<String, Annotation> bounds, String name) {
        Annotation bound = bounds.get(name);
        return bound == null ? Integer.MAX_VALUE : number(bound, "max", Integer.MAX_VALUE);
    }
}
