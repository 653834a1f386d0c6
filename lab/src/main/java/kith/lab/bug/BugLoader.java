package kith.lab.bug;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassHierarchyResolver;
import org.jspecify.annotations.Nullable;

/// Loads everything of ours anew, with one bug in it; what is not ours is shared.
///
/// One thread at a time loads by one of these.
final class BugLoader extends ClassLoader {
    private static final String OURS = "kith.";

    private final PlantedBug bug;
    private final ClassHierarchyResolver hierarchy;

    /// A bug that cannot be planted is told here, not when the class is needed.
    BugLoader(PlantedBug bug) {
        super(BugLoader.class.getClassLoader());
        this.bug = bug;
        this.hierarchy =
                ClassHierarchyResolver.ofResourceParsing(getParent())
                        .orElse(ClassHierarchyResolver.defaultResolver());
        for (Alteration one : bug.alterations()) {
            byte[] sound = read(one.in());
            if (sound == null) {
                throw new IllegalStateException("there is no class " + one.in() + " for " + bug);
            }
            bug.plant(one.in(), sound, hierarchy);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] sound = read(name);
        if (sound == null) {
            throw new ClassNotFoundException(name);
        }
        byte[] planted = bug.plant(name, sound, hierarchy);
        return defineClass(name, planted, 0, planted.length);
    }

    private byte @Nullable [] read(String name) {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
