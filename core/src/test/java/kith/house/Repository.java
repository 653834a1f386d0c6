package kith.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The files of the repository, as seen from the module `core`, where Maven runs its tests.
final class Repository {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// Every module that Java sources can lie in; those of later versions are skipped until then.
    static final List<String> MODULES = List.of("core", "node", "lab", "examples", "browser");

    private Repository() {}

    static String text(String path) {
        return text(ROOT.resolve(path));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The class files of the core as it was compiled, without its tests.
    static List<Path> coreClasses() {
        return files(
                Path.of("target", "classes"),
                name -> name.endsWith(".class") && !name.equals("module-info.class"));
    }

    /// All Java sources below a folder such as `node/src/main/java`.
    static List<Path> sources(String folder) {
        return files(ROOT.resolve(folder), name -> name.endsWith(".java"));
    }

    /// All files below a folder whose name is wanted, in order; none when there is no such folder.
    static List<Path> files(Path folder, Predicate<String> wanted) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
