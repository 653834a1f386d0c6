package kith.node.cli.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BrowserTest {
    private static final String URL = "http://127.0.0.1:5485";

    private static List<String> command(String system, Map<String, String> environment) {
        return new Browser(system, environment).command(URL);
    }

    @Test
    void aSessionWithADisplayOpensIt() {
        List<String> opened = List.of("xdg-open", URL);
        assertEquals(opened, command("Linux", Map.of("DISPLAY", ":0")));
        assertEquals(opened, command("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")));
        assertEquals(List.of("open", URL), command("Mac OS X", Map.of()));
    }

    @Test
    void whereNobodySitsNothingIsOpened() {
        assertEquals(List.of(), command("Linux", Map.of()));
        assertEquals(List.of(), command("Linux", Map.of("DISPLAY", "")));
        assertEquals(List.of(), command("Mac OS X", Map.of("SSH_CONNECTION", "192.0.2.2 1")));
    }
}
