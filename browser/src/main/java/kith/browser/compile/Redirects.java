package kith.browser.compile;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.browser.library.Copies;
import kith.browser.library.Fills;
import kith.browser.library.Inflate;
import kith.browser.library.Lists;
import kith.browser.library.Texts;
import kith.lang.Deflated;
import kith.lang.Utf8;
import org.jspecify.annotations.Nullable;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.ValueType;
import org.teavm.model.analysis.BaseTypeInference;
import org.teavm.model.instructions.InvokeInstruction;

/// Calls of some static methods become calls of ours, which do the same.
final class Redirects implements ClassHolderTransformer {
    private static final MethodReference COPY =
            method(
                    System.class,
                    "arraycopy",
                    Object.class,
                    int.class,
                    Object.class,
                    int.class,
                    int.class);

    private final Map<MethodReference, MethodReference> targets = new LinkedHashMap<>();
    private final Map<ValueType, MethodReference> copies = new LinkedHashMap<>();

    Redirects() {
        for (Class<?> array : List.of(byte[].class, char[].class, int[].class)) {
            redirect(Arrays.class, Copies.class, "copyOf", array, int.class);
            redirect(Arrays.class, Copies.class, "copyOfRange", array, int.class, int.class);
            copies.put(
                    ValueType.parse(array),
                    method(Copies.class, "copy", array, int.class, array, int.class, int.class));
        }
        redirect(List.class, Lists.class, "copyOf", Collection.class);
        redirect(Arrays.class, Fills.class, "fill", int[].class, int.class, int.class, int.class);
        Class<?>[] range = {byte[].class, int.class, int.class};
        redirect(Utf8.class, Texts.class, "decodedByPlatform", range);
        Class<?>[] packed = {byte[].class, int.class, int.class, int.class};
        redirect(Deflated.class, Inflate.class, "unpacked", packed);
    }

    private void redirect(Class<?> from, Class<?> to, String name, Class<?>... parameters) {
        targets.put(method(from, name, parameters), method(to, name, parameters));
    }

    /// @throws IllegalStateException when there is none: then it has another name now
    private static MethodReference method(Class<?> in, String name, Class<?>... parameters) {
        try {
            return MethodReference.parse(in.getDeclaredMethod(name, parameters));
        } catch (NoSuchMethodException gone) {
            throw new IllegalStateException("nothing to replace, or nothing to replace it", gone);
        }
    }

    @Override
    public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
        if (type.getName().equals(Copies.class.getName())) {
            return;
        }
        for (MethodHolder method : type.getMethods()) {
            Program program = method.getProgram();
            if (program != null) {
                transform(program, method.getReference());
            }
        }
    }

    private void transform(Program program, MethodReference method) {
        Kinds kinds = null;
        for (BasicBlock block : program.getBasicBlocks()) {
            for (Instruction each : block) {
                if (!(each instanceof InvokeInstruction call)) {
                    continue;
                }
                MethodReference target = targets.get(call.getMethod());
                if (call.getMethod().equals(COPY)) {
                    kinds = kinds == null ? new Kinds(program, method) : kinds;
                    target = copyOf(call, kinds);
                }
                if (target != null) {
                    call.setMethod(target);
                }
            }
        }
    }

    /// What copies between two arrays that are known to be of one kind.
    private @Nullable MethodReference copyOf(InvokeInstruction call, Kinds kinds) {
        ValueType from = kinds.typeOf(call.getArguments().get(0));
        ValueType to = kinds.typeOf(call.getArguments().get(2));
        return from != null && from.equals(to) ? copies.get(from) : null;
    }

    /// The types of variables, as far as all that is assigned to them agrees.
    private static final class Kinds extends BaseTypeInference<ValueType> {
        private static final ValueType ANY = ValueType.object("java.lang.Object");

        Kinds(Program program, MethodReference method) {
            super(program, method);
        }

        @Override
        protected ValueType mapType(ValueType type) {
            return type;
        }

        @Override
        protected ValueType nullType() {
            return ANY;
        }

        @Override
        protected ValueType merge(ValueType a, ValueType b) {
            return a.equals(b) ? a : ANY;
        }

        @Override
        protected ValueType elementType(ValueType of) {
            return of instanceof ValueType.Array array ? array.getItemType() : ANY;
        }
    }
}
