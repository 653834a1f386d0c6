package kith.browser.compile;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.teavm.backend.javascript.rendering.RenderingManager;
import org.teavm.vm.BuildTarget;
import org.teavm.vm.spi.RendererListener;

/// A method that is exported is called with its object and all arguments at once.
///
/// TeaVM makes a list of the arguments for each call, and another one with the object in it. That
/// was half of the time of a keystroke that a script writes into a text, measured.
final class Receivers implements RendererListener {
    private @Nullable RenderingManager manager;

    @Override
    public void begin(RenderingManager manager, BuildTarget target) {
        this.manager = manager;
    }

    /// Before what exports them is written, which is the last there is.
    @Override
    public void complete() {
        Objects.requireNonNull(manager, "complete before begin")
                .getWriter()
                .appendFunction("$rt_callWithReceiver")
                .append(" = f => function() { return f(this, ...arguments); };")
                .softNewLine();
    }
}
