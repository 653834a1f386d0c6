package kith.node.cli.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.cluster.work.Task;
import kith.node.cli.work.Script.Result;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Commands are real ones.
final class ScriptTest {
    private static final long LIMIT_MILLIS = 20_000;

    private static Result run(Value value, String... command) throws InterruptedException {
        return Script.run(List.of(command), "name", "7f", value, LIMIT_MILLIS);
    }

    private static Result sh(String script) throws InterruptedException {
        return run(Value.Int.of(21), "sh", "-c", script);
    }

    private static void gives(String json, Result result) {
        assertNull(result.failure());
        assertEquals(json, Json.print(result.value()));
    }

    @Test
    void aTextIsGivenAsItIsAndAnythingElseAsJson() throws InterruptedException {
        gives("\"HELLO YOU\"", run(new Value.Text("hello you"), "tr", "a-z", "A-Z"));
        gives("{\"a\":[1,true]}", run(Json.parse("{\"a\":[1,true]}"), "cat"));
        gives("42", sh("read n; echo $((2 * n))"));
    }

    @Test
    void whatIsPrintedIsJsonOrATextWithoutItsLastLineBreak() throws InterruptedException {
        gives("\"two\\nlines\"", sh("printf 'two\\nlines\\n'"));
        gives("\"\"", sh("true"));
        gives("\"7f of name\"", sh("echo $KITH_TASK of $KITH_NAME"));
    }

    @Test
    void whatACommandDidNotReadIsNotWaitedFor() throws InterruptedException {
        gives("1", run(new Value.Text("x".repeat(30_000)), "sh", "-c", "echo 1"));
    }

    @Test
    void aCommandThatFailsSaysWhyByItsLastLine() throws InterruptedException {
        assertEquals(
                "the command ended with 3: no such picture",
                sh("echo trying >&2; echo no such picture >&2; exit 3").failure());
        assertEquals("the command ended with 1", sh("exit 1").failure());
        String missing = run(Value.Null.NULL, "no-such-command-here").failure();
        assertTrue(missing != null && missing.contains("no-such-command-here"), missing);
    }

    @Test
    void aCommandThatPrintsTooMuchIsReadToItsEndAndHasFailed() throws InterruptedException {
        Result result = sh("yes | head -c 1000000");
        assertEquals(
                "the command printed more than " + Task.BYTES_MAX + " bytes", result.failure());
    }

    @Test
    void aCommandThatTakesTooLongIsEndedWithWhatItStarted() throws InterruptedException {
        long begun = System.nanoTime();
        var command = List.of("sh", "-c", "sleep 600 & sleep 600");
        Result result = Script.run(command, "name", "7f", Value.Null.NULL, 200);
        assertEquals("the command took longer than 200 ms", result.failure());
        assertTrue(System.nanoTime() - begun < 10_000_000_000L);
    }
}
