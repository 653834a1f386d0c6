package kith.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// What the shape rules need to know of one source file, read with the compiler's own parser.
///
/// `path` is relative to the repository (`core/src/main/java/kith/log/Stamp.java`); `mentions` are
/// the names that begin with `kith.`, imported or written out. Nothing is resolved, so a file of
/// any module can be read before its module is compiled.
record Source(
        String path,
        String text,
        String packageName,
        List<String> packageAnnotations,
        List<String> mentions,
        List<Type> types,
        List<Method> methods) {

    /// A type at any depth; `top` when it is not inside another.
    record Type(String name, boolean top) {}

    /// A method with a body or without; its lines count from its annotations to its last brace.
    record Method(String name, int line, int lines, boolean overrides) {}

    boolean inMain() {
        return path.contains("src/main/");
    }

    String module() {
        return path.substring(0, path.indexOf('/'));
    }

    int lines() {
        return (int) text.lines().count();
    }

    /// Reads sources given by path and text, all in one run of the parser.
    static List<Source> parse(Map<String, String> texts) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Text> files =
                texts.entrySet().stream().map(e -> new Text(e.getKey(), e.getValue())).toList();
        var task =
                (JavacTask)
                        compiler.getTask(
                                null, null, problem -> {}, List.of("-proc:none"), null, files);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        var out = new ArrayList<Source>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String path = unit.getSourceFile().getName().substring(1); // "/core/src/..."
                out.add(of(path, texts.getOrDefault(path, ""), unit, positions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    /// Every source of every module, main and test.
    static List<Source> all() {
        var texts = new TreeMap<String, String>();
        for (String module : Repository.MODULES) {
            for (String folder : List.of("/src/main/java", "/src/test/java")) {
                Repository.sources(module + folder)
                        .forEach(file -> texts.put(relative(file), Repository.text(file)));
            }
        }
        return parse(texts);
    }

    private static String relative(Path file) {
        return Repository.ROOT.relativize(file).toString().replace('\\', '/');
    }

    private static Source of(
            String path, String text, CompilationUnitTree unit, SourcePositions positions) {
        var types = new ArrayList<Type>();
        var methods = new ArrayList<Method>();
        var mentions = new ArrayList<String>();
        new Shapes(unit, positions, mentions, types, methods).scan(unit, null);
        return new Source(
                path,
                text,
                unit.getPackageName() == null ? "" : unit.getPackageName().toString(),
                unit.getPackageAnnotations().stream().map(Source::simpleName).toList(),
                mentions,
                types,
                methods);
    }

    private static String simpleName(AnnotationTree annotation) {
        String name = annotation.getAnnotationType().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// Walks one file and notes its types and methods.
    private static final class Shapes extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> mentions;
        private final List<Type> types;
        private final List<Method> methods;
        private int depth;

        Shapes(
                CompilationUnitTree unit,
                SourcePositions positions,
                List<String> mentions,
                List<Type> types,
                List<Method> methods) {
            this.unit = unit;
            this.positions = positions;
            this.mentions = mentions;
            this.types = types;
            this.methods = methods;
        }

        @Override
        public @Nullable Void visitPackage(PackageTree tree, @Nullable Void nothing) {
            return null; // its own name is no mention of another
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
            if (!tree.getSimpleName().isEmpty()) { // an anonymous class has no name to judge
                types.add(new Type(tree.getSimpleName().toString(), depth == 0));
            }
            depth++;
            super.visitClass(tree, null);
            depth--;
            return null;
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
            String name = tree.toString();
            if (name.startsWith("kith.")) {
                mentions.add(name);
                return null;
            }
            return super.visitMemberSelect(tree, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
            long first = line(positions.getStartPosition(unit, tree));
            long last = line(positions.getEndPosition(unit, tree) - 1);
            boolean overrides =
                    tree.getModifiers().getAnnotations().stream()
                            .anyMatch(a -> simpleName(a).equals("Override"));
            methods.add(
                    new Method(
                            tree.getName().toString(),
                            (int) first,
                            (int) (last - first + 1),
                            overrides));
            return super.visitMethod(tree, null);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }

    /// A source in memory, for the parser.
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String path, String text) {
            super(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
