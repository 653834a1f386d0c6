package kith.lab.bug;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;

/// One method of one class of the core, and how it is got wrong.
///
/// @param in the full name of the class, as a class file is named: `kith.log.Intake$Taking`
/// @param method every method of that name, with the lambdas in it
record Alteration(String in, String method, Mistake mistake) {
    /// The class with the mistake in it. `hierarchy` knows the classes that it speaks of.
    byte[] alter(byte[] sound, ClassHierarchyResolver hierarchy) {
        var file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
        var slip = new Slip(mistake);
        byte[] altered =
                file.transformClass(
                        file.parse(sound),
                        (type, part) -> {
                            if (part instanceof MethodModel one && isMeant(one)) {
                                type.transformMethod(
                                        one,
                                        (body, element) -> {
                                            if (element instanceof CodeModel code) {
                                                slip.write(one, code, body);
                                            } else {
                                                body.with(element);
                                            }
                                        });
                            } else {
                                type.with(part);
                            }
                        });
        if (slip.count() == 0) {
            throw new IllegalStateException("nothing to get wrong there: " + this);
        }
        return altered;
    }

    private boolean isMeant(MethodModel one) {
        String name = one.methodName().stringValue();
        return name.equals(method) || name.startsWith("lambda$" + method + "$");
    }
}
