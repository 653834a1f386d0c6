package kith.lab.tab;

import com.jcraft.jzlib.JZlib;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import kith.browser.compile.TabPlugin;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.teavm.backend.javascript.JSModuleType;
import org.teavm.classlib.impl.JCLPlugin;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.interop.Async;
import org.teavm.jso.JSBody;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.impl.JSOPlugin;
import org.teavm.platform.Platform;
import org.teavm.tooling.EmptyTeaVMToolLog;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/// Java classes as an ES module, made by the compiler and with the choices that make what a tab
/// runs (`browser/pom.xml`, `kith.browser.compile`).
///
/// A class is looked up along the class path from its front, so that one that cannot run in a tab
/// can be replaced by another of its name. To compile takes some ten seconds of two cores: it is
/// left out where nothing that is compiled has changed.
///
/// @param file the module
/// @param entry the class whose exports the module has
/// @param classPath folders of classes
/// @param readable whether names stay as they are, for profiles; it changes nothing else
public record TabModule(Path file, String entry, List<Path> classPath, boolean readable) {
    /// One class of each jar that everything needs.
    private static final List<Class<?>> LIBRARY =
            List.of(
                    JCLPlugin.class,
                    JSArray.class,
                    JSBody.class,
                    JSOPlugin.class,
                    Platform.class,
                    Async.class,
                    TeaVMOptimizationLevel.class,
                    JZlib.class,
                    NullMarked.class);

    /// With our plugin of the compiler, and what it puts in place of parts of the class library.
    private static final Path BROWSER = home(TabPlugin.class);

    /// Where a class is loaded from.
    public static Path home(Class<?> of) {
        try {
            return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(of + " comes from no file", e);
        }
    }

    /// Compiles, unless that is done.
    ///
    /// @throws IllegalStateException when something is used that a tab does not have
    public void compile() {
        Path stamp = file.resolveSibling(file.getFileName() + ".made-from");
        try {
            if (Files.exists(file) && Files.exists(stamp)) {
                List<String> made = Files.readAllLines(stamp);
                if (made.equals(stamp(made.subList(1, made.size())))) {
                    return;
                }
            }
            Files.deleteIfExists(stamp);
            Files.write(stamp, stamp(translate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Answers the names of the classes that went into it.
    private List<String> translate() {
        Path folder = Objects.requireNonNull(file.getParent(), "a module stands in a folder");
        var tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.JAVASCRIPT);
        tool.setJsModuleType(JSModuleType.ES2015);
        tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
        tool.setStrict(false);
        tool.setAssertionsRemoved(true);
        tool.setObfuscated(!readable);
        tool.setMainClass(entry);
        tool.setClassPath(files());
        tool.setTargetDirectory(folder.toFile());
        tool.setTargetFileName(file.getFileName().toString());
        tool.setLog(new EmptyTeaVMToolLog());
        try {
            tool.generate();
        } catch (TeaVMToolException e) {
            throw new IllegalStateException(entry + " cannot be compiled for a tab", e);
        }
        List<Problem> problems = tool.getProblemProvider().getSevereProblems();
        if (!problems.isEmpty()) {
            throw new IllegalStateException(told(problems));
        }
        return tool.getClasses().stream().filter(each -> find(each) != null).sorted().toList();
    }

    private static String told(List<Problem> problems) {
        var told = new StringBuilder("This is used, and a tab does not have it:");
        for (Problem problem : problems) {
            var text = new DefaultProblemTextConsumer();
            problem.render(text);
            told.append("\n  ").append(text.getText()).append(" in ");
            told.append(problem.getLocation() == null ? "?" : problem.getLocation().getMethod());
        }
        return told.toString();
    }

    private List<File> files() {
        var files = new ArrayList<File>();
        classPath.forEach(each -> files.add(each.toFile()));
        files.add(BROWSER.toFile());
        LIBRARY.forEach(each -> files.add(home(each).toFile()));
        return files;
    }

    /// What a module was made from: a hash of those classes and of all else that counts, then their
    /// names.
    private List<String> stamp(List<String> classes) throws IOException {
        MessageDigest digest = sha256();
        LIBRARY.forEach(each -> update(digest, home(each).toString()));
        update(digest, entry + readable);
        for (Path each : plugin()) {
            digest.update(Files.readAllBytes(each));
        }
        for (String each : classes) {
            Path found = find(each);
            update(digest, each + found);
            if (found != null) {
                digest.update(Files.readAllBytes(found));
            }
        }
        var stamp = new ArrayList<>(List.of(HexFormat.of().formatHex(digest.digest())));
        stamp.addAll(classes);
        return stamp;
    }

    /// The files of our plugin.
    private static List<Path> plugin() throws IOException {
        try (Stream<Path> files = Files.list(BROWSER.resolve("kith/browser/compile"))) {
            return files.sorted().toList();
        }
    }

    /// The file of a class of ours; null for one of the library.
    private @Nullable Path find(String type) {
        for (Path folder : classPath) {
            Path found = fileIn(folder, type);
            if (Files.exists(found)) {
                return found;
            }
        }
        Path found = fileIn(BROWSER, type);
        return Files.exists(found) ? found : null;
    }

    private static Path fileIn(Path folder, String type) {
        return folder.resolve(type.replace('.', '/') + ".class");
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}
