package kith.node.cli.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import kith.node.cli.shell.Terminal;
import kith.port.Note;
import org.junit.jupiter.api.Test;

final class NarratorTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Narrator narrator;

    NarratorTest() {
        var out = new PrintStream(told, false, StandardCharsets.UTF_8);
        var terminal = new Terminal(out, out, false, false, false, 80);
        narrator = new Narrator(terminal, () -> LocalTime.of(9, 5, 0));
    }

    private String told() {
        String text = told.toString(StandardCharsets.UTF_8);
        told.reset();
        return text;
    }

    @Test
    void theNumbersBehindALinkAreForTheLog() {
        narrator.note(new Note("link-down", "kf7q2xyz", "link-silent: for 30 s; link 3, 5 ms"), 0);
        assertEquals("", told());
        narrator.note(new Note("link-up", "kf7q2xyz", "at 192.0.2.7:5484; link 3"), 0);
        assertEquals("09:05:00  linked with kf7q2xyz: at 192.0.2.7:5484\n", told());
    }

    @Test
    void aFactIsALineWithItsTime() {
        narrator.note(new Note("link-up", "kf7q2xyz", "192.0.2.7:5484"), 0);
        assertEquals("09:05:00  linked with kf7q2xyz: 192.0.2.7:5484\n", told());
    }

    @Test
    void whatUpTellsByItselfIsNotToldAgain() {
        narrator.note(new Note("started", "kf7q2xyz", "links on 1"), 0);
        assertEquals("", told());
    }

    @Test
    void aProblemBringsItsCode() {
        narrator.note(new Note("not-tls", "192.0.2.9", "it speaks HTTP"), 0);
        assertEquals("09:05:00  ! 192.0.2.9: it speaks HTTP (not-tls)\n", told());
    }

    @Test
    void whatHappensOverAndOverIsToldOnceAndCounted() {
        var note = new Note("clock-off", "kf7q2xyz", "its clock differs by 90 s");
        for (int i = 0; i < 100; i++) {
            narrator.note(note, i * SECOND);
        }
        assertEquals("09:05:00  ! kf7q2xyz: its clock differs by 90 s\n", told());
        narrator.note(note, 700 * SECOND);
        assertEquals(
                "09:05:00  ! kf7q2xyz: its clock differs by 90 s"
                        + " (and 99 times more since the last such line)\n",
                told());
    }

    private void link(String code, long atSeconds) {
        narrator.note(new Note(code, "kf7q2xyz", ""), atSeconds * SECOND);
    }

    @Test
    void whoHasTwoLinksCameOnceAndIsThereUntilBothAreGone() {
        link("link-up", 0);
        link("link-up", 0);
        link("link-down", 1);
        assertEquals("09:05:00  linked with kf7q2xyz\n", told());
        link("link-down", 2);
        assertEquals("09:05:00  the link with kf7q2xyz ended\n", told());
    }

    @Test
    void whoComesAndGoesIsToldOfAFewTimes() {
        for (int i = 0; i < 100; i++) {
            link(i % 2 == 0 ? "link-up" : "link-down", i);
        }
        String lines = told();
        assertEquals(6, lines.lines().count(), lines);
        assertTrue(lines.endsWith("ended (it comes and goes; kith.log tells of each time)\n"));
        link("link-up", 700);
        assertEquals(
                "09:05:00  linked with kf7q2xyz (and 94 times more since the last such line)\n",
                told());
    }

    @Test
    void itRemembersABoundedNumberOfThings() {
        for (int i = 0; i < 10_000; i++) {
            narrator.note(new Note("not-tls", "address " + i, "…"), i);
        }
        assertEquals(10_000, told().lines().count());
    }
}
