package kith.node;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One step of an engine, with what was done about its effects, for JDK Flight Recorder: what came
/// in, and how long everybody else had to wait. Off unless a recording asks for `kith.Step`; then
/// it costs about a microsecond.
@Name("kith.Step")
@Label("Engine Step")
@Category("Kith")
@Description("An input that the engine took in, and the effects that were carried out")
@StackTrace(false)
@Enabled(false)
final class StepEvent extends Event {
    @Label("Input")
    @Description("The kind of input")
    String input = "";

    @Label("Effects")
    int effects;
}
