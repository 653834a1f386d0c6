package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.cli.shell.Terminal;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command against real peers in this process.
final class WithPeersTest {
    @TempDir static Path folder;

    private static Node ada;
    private static Node bob;

    @BeforeAll
    static void start() {
        ada = Node.start(NodeConfig.of(folder.resolve("ada")).listening("127.0.0.1", 0));
        bob = Node.start(NodeConfig.of(folder.resolve("bob")).listening("127.0.0.1", 0));
        String link = atAda("invite").good().strip();
        assertEquals("joined home\n", atBob("join", link).good());
    }

    @AfterAll
    static void stop() {
        ada.stop();
        bob.stop();
    }

    private static Typed atAda(String... words) {
        return Typed.at(ada.home(), words);
    }

    private static Typed atBob(String... words) {
        return Typed.at(bob.home(), words);
    }

    static void eventually(String what, BooleanSupplier is) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!is.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /// The same, and what was typed last is told where it never did what is expected.
    private static void eventually(Supplier<Typed> typing, Predicate<Typed> expected)
            throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Typed typed = typing.get();
        while (!expected.test(typed)) {
            assertTrue(System.nanoTime() < end, typed::toString);
            TimeUnit.MILLISECONDS.sleep(20);
            typed = typing.get();
        }
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void theLogTellsWhoWroteWhat() {
        atAda("set", "logged/milk", "\"2 litres\"").good();
        atAda("add", "logged/n", "-5").good();
        atAda("rm", "logged/milk").good();
        String who = ada.id().text().substring(0, 8);
        String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  " + who;
        String log = atAda("log", "logged").good();
        String lines =
                time
                        + "\\.3    milk removed\n"
                        + time
                        + "\\.2    n - 5\n"
                        + time
                        + "\\.1    milk = \"2 litres\"\n";
        assertTrue(log.matches(lines), log);
        assertTrue(atAda("log", "logged/n").good().endsWith("n - 5\n"));
        assertTrue(atAda("log", "logged", "--limit", "1", "--oldest").good().contains("= \"2 l"));
        String json = atAda("log", "logged", "--json", "--limit", "0").good();
        assertEquals(3, json.lines().count());
        assertTrue(json.startsWith("{\"id\":\""), json);
        assertTrue(atAda("log", "nothing-of-this-name").err().contains("(space-unknown)"));
    }

    @Test
    void aValueIsWrittenShownCountedAndRemoved() {
        assertEquals(
                "values/a/b = \"2 litres\"\n", atAda("set", "values/a/b", "\"2 litres\"").good());
        assertEquals("\"2 litres\"\n", atAda("get", "values/a/b").good());
        assertEquals("a\n  b  \"2 litres\"\n", atAda("get", "values").good());
        assertEquals("a  … 1 below\n", atAda("get", "values", "--depth", "1").good());
        assertEquals(
                "{\n  \"a\": {\n    \"b\": \"2 litres\"\n  }\n}\n",
                atAda("get", "values", "--json").good());
        assertTrue(atAda("get", "values/a/b", "--conflicts").good().contains(ada.id().text()));
        assertEquals("values/n = 5\n", atAda("add", "values/n", "5").good());
        assertEquals("values/n = 3\n", atAda("add", "values/n", "-2").good());
        assertEquals("values/a removed\n", atAda("rm", "values/a").good());
        assertEquals("n  3\n", atAda("get", "values").good());
        Typed gone = atAda("rm", "values/a");
        assertEquals(1, gone.exit());
        assertTrue(gone.err().endsWith("(not-found)\n"), gone.err());
        assertEquals(1, atAda("get", "values/a").exit());
    }

    @Test
    void aWordThatIsNoJsonIsRefusedWithTheQuotationMarksThatItNeeds() {
        Typed typed = atAda("set", "cells/x", "2 litres");
        assertEquals(2, typed.exit());
        assertTrue(typed.err().contains("'\"2 litres\"'"), typed.err());
        assertTrue(atAda("set", "cells/x", "it's").err().contains("'\"it'\\''s\"'"));
    }

    @Test
    void anAddressThatIsNoneIsRefusedByThePeer() {
        Typed typed = atAda("set", "cells/a/../b", "1");
        assertEquals(1, typed.exit());
        assertTrue(typed.err().contains("(address-malformed)"), typed.err());
        assertTrue(typed.err().contains("~.."), typed.err());
    }

    @Test
    void durabilityIsWaitedFor() {
        String here = atAda("set", "cells/d", "1", "--durable", "0").good();
        assertTrue(here.contains("\non the disk here"), here); // the other may have been quick
        String both = atAda("set", "cells/d", "2", "--durable", "1", "--timeout", "20").good();
        assertTrue(both.contains("on 1 other peer"), both);
        Typed late = atAda("set", "cells/d", "3", "--durable", "7", "--timeout", "1");
        assertEquals(1, late.exit());
        assertTrue(late.err().contains("(not-durable)"), late.err());
        assertEquals("3\n", atAda("get", "cells/d").good());
    }

    @Test
    void aFileIsImportedOnceAndWhatIsNewInItAfterwards() throws IOException {
        String json =
                "{\"versions\":{\"1.0.0\":{\"exports\":{\".\":\"./a.js\",\"./x\":[1,2],\"\":null}}},"
                        + "\"n\":[{\"deep\":{\"a\":1}}],\"e\":{},\"big\":12345678901,\"real\":1.0}";
        String name = file("one.json", json);
        assertTrue(atAda("import", "pack/age", name).good().startsWith("7 cells, 7 changed, "));
        assertTrue(atAda("import", "pack/age", name).good().startsWith("7 cells, 0 changed, "));
        String changed =
                file("two.json", json.replace("./a.js", "./b.js").replace("12345678901", "1"));
        assertTrue(atAda("import", "pack/age", changed).good().startsWith("7 cells, 2 changed, "));
        atAda("set", "pack/age/more", "1").good();
        assertTrue(atAda("import", "pack/age", changed).good().startsWith("7 cells, 0 changed, "));
        atAda("rm", "pack/age/more").good();
        String back = folder.resolve("back.json").toString();
        atAda("export", "pack/age", back).good();
        assertEquals(
                sorted(Json.parse(Files.readAllBytes(Path.of(changed)))),
                sorted(Json.parse(Files.readAllBytes(Path.of(back)))));
        assertEquals(Files.readString(Path.of(back)), atAda("export", "pack/age").good());
    }

    /// Cells have no order of their own, so objects come back sorted.
    private static String sorted(Value value) {
        if (!(value instanceof Value.Obj obj)) {
            return Json.print(value);
        }
        var fields = new java.util.TreeMap<String, String>();
        for (int i = 0; i < obj.size(); i++) {
            fields.put(obj.name(i), sorted(obj.value(i)));
        }
        return fields.toString();
    }

    @Test
    void aFileOfManyCellsIsWrittenInManyTransactions() throws IOException {
        var json = new StringBuilder("{");
        for (int i = 0; i < 9_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("\"k")
                    .append(i)
                    .append("\":{\"v\":")
                    .append(i)
                    .append('}');
        }
        String name = file("many.json", json.append('}').toString());
        assertTrue(atAda("import", "many", name).good().startsWith("9,000 cells, 9,000 changed, "));
        assertTrue(atAda("import", "many", name).good().startsWith("9,000 cells, 0 changed, "));
    }

    @Test
    void aFileWithAMistakeWritesNothingAndSaysWhere() throws IOException {
        String bad = file("bad.json", "{\"a\":1,\n \"b\":{\"c\":[1,99999999999999999999]}}");
        Typed typed = atAda("import", "bad", bad);
        assertEquals(1, typed.exit());
        assertTrue(typed.err().contains("line 2, column 14"), typed.err());
        assertTrue(typed.err().contains("(at b/c/1)"), typed.err());
        Typed twice = atAda("import", "bad", file("twice.json", "{\"a\":{\"b\":1,\"b\":2}}"));
        assertTrue(twice.err().contains("(at a/b)"), twice.err());
        Typed own = atAda("import", "bad", file("own.json", "{\"x\":1,\".\":1}"));
        assertTrue(own.err().contains("(import-refused)"), own.err());
        Typed none = atAda("import", "bad", folder.resolve("none.json").toString());
        assertTrue(none.err().contains("(file-unreadable)"), none.err());
        assertEquals(1, atAda("get", "bad").exit(), "nothing was written");
    }

    @Test
    void whatIsWrittenOnOneAppearsOnTheOtherAndTheyCompareEqual() throws Exception {
        atAda("set", "shared/x", "{\"a\":1,\"b\":[true]}").good();
        eventually("it appears", () -> atBob("get", "shared/x", "--json").out().contains("true"));
        eventually(
                "they are in sync",
                () ->
                        atAda("status").good().contains("in sync")
                                && !atAda("status").good().contains("missing"));
        String prefix = bob.id().text().substring(0, 6); // other tests may write meanwhile
        eventually(
                () -> atAda("compare", prefix),
                all -> all.exit() == 0 && all.out().contains("@home/shared: the same"));
        assertEquals("shared: the same\n", atAda("compare", bob.id().text(), "shared").good());
        assertEquals(1, atAda("compare", "zzzz").exit());
    }

    @Test
    void whatMatchesIsToldByAllAndWhoHasItOtherwiseIsNamed() throws Exception {
        atAda("import", "stock", file("stock.json", "{\"milk\":{\"left\":2},\"tea\":{\"left\":0}}"))
                .good();
        eventually("it appears", () -> atBob("get", "stock/tea", "--json").exit() == 0);
        String milk = "milk  {\"left\":2}\n";
        eventually(
                "both answer",
                () -> atBob("query", "stock/*", "--where", "left > 0").out().equals(milk));
        assertEquals(milk, atBob("query", "stock/*", "--where", "left > 0", "--here").good());
        assertEquals(
                "tea/left  0\n",
                atAda("query", "stock/*/left", "--where", "in [0, 7]", "--where", "<= 3").good());
        assertTrue(atAda("query", "stock/*", "--where", "left").err().contains("no condition"));
        assertTrue(atAda("query", "stock/**/x").err().contains("(value-malformed)"));
    }

    /// As each tells of the other.
    private static final String CALLED =
            "(?s).*ok 127\\.0\\.0\\.1:\\d+ is reached over TCP by \\w{8} in [0-9.]+ .s\\n.*";

    @Test
    void theDoctorSaysWhoReachesThePeerAndWhoCannot() {
        String[] said = {atAda("doctor").good(), atBob("doctor").good()};
        for (String one : said) {
            assertTrue(one.contains("(reach-loopback)"), one);
            assertTrue(one.contains("linked to 1 of 1 other member of @home"), one);
            assertTrue(one.matches(CALLED), one);
        }
        String both = said[0] + said[1]; // one of the two has called the other
        assertTrue(both.contains("reached on this machine by "), both);
    }

    @Test
    void whoAnswersAtAnAddressIsTold() {
        String linked = atAda("connect", bob.addresses().getFirst()).good();
        assertEquals("linked with " + bob.id().shortText() + "\n", linked);
        for (String wrong : List.of("nonsense", ":1", "::1:7", "x:", "x:70000", "[::1:7")) {
            Typed typed = atAda("connect", wrong);
            assertEquals(2, typed.exit(), wrong);
            assertTrue(typed.err().contains("(usage)"), typed.err());
        }
    }

    @Test
    void aFileThatCannotBeIsSaidBeforeAnythingIsAsked() {
        Typed to = atAda("export", "cells", folder.resolve("nowhere/x.json").toString());
        assertEquals(1, to.exit());
        assertTrue(to.err().contains("there is no folder "), to.err());
        Typed from = atAda("import", "cells", folder.toString());
        assertTrue(from.err().contains(" is a folder, expected a file"), from.err());
    }

    @Test
    void boardsAndTheirMembersAreShown() {
        assertTrue(atBob("boards").good().startsWith("home  "), atBob("boards")::out);
        String members = atBob("members", "--board", "home").good();
        assertTrue(members.contains("founded it") && members.contains("this peer"), members);
        assertEquals("board-unknown", code(atBob("members", "--board", "nowhere")));
        assertEquals("board-unknown", code(atBob("invite", "--board", "nowhere")));
    }

    private static String code(Typed typed) {
        assertEquals(1, typed.exit(), typed::out);
        String first = typed.err().lines().findFirst().orElseThrow();
        return first.substring(first.lastIndexOf('(') + 1, first.length() - 1);
    }

    @Test
    void anInvitationIsALinkAndAPictureForWhoWantsIt() {
        Typed plain = atAda("invite", "--uses", "3", "--expires", "12h", "--note", "the choir");
        assertTrue(plain.good().matches("kith:[a-z0-9]+\n"), plain.out());
        assertTrue(plain.err().contains("3 peers, for 12 h"), plain.err());
        String picture = atAda("invite", "--qr").good();
        assertTrue(picture.lines().count() > 30 && picture.contains("█"), picture);
        assertEquals(2, atAda("invite", "--expires", "soon").exit());
        String link = plain.out().strip();
        assertTrue(atAda("revoke", link).good().endsWith(" revoked\n"));
        assertEquals("value-malformed", code(atBob("join", "kith:nonsense")));
    }

    @Test
    void whoIsRemovedIsNoMemberAnyMoreWhenTheCommandReturns() {
        Node carol = Node.start(NodeConfig.of(folder.resolve("carol")).listening("127.0.0.1", 0));
        try {
            String link = atAda("invite").good().strip();
            Typed.at(carol.home(), "join", link, "--as", "choir").good();
            assertTrue(Typed.at(carol.home(), "boards").good().startsWith("choir "));
            String id = carol.id().text();
            assertTrue(atAda("members").good().contains(id.substring(0, 8)));
            assertTrue(atAda("remove-member", id).good().endsWith(" removed from home\n"));
            String members = atAda("members").good();
            assertTrue(
                    members.indexOf(id.substring(0, 8)) > members.indexOf("\nremoved\n"), members);
        } finally {
            carol.stop();
        }
    }

    @Test
    void aStoreIsVerifiedWhileItsPeerRuns() {
        atAda("set", "cells/v", "1", "--durable", "0").good();
        String verified = atAda("verify").good();
        assertTrue(verified.contains("\nsound, in "), verified);
        assertTrue(verified.contains("what the peer that runs has on the disk"), verified);
    }

    @Test
    void aSecondPeerInOneHomeIsRefused() {
        Typed typed = atAda("up", "--port", "0");
        assertEquals(3, typed.exit());
        assertTrue(typed.err().contains("process " + ProcessHandle.current().pid()), typed.err());
        assertTrue(typed.err().contains("http://127.0.0.1:"), typed.err());
    }

    @Test
    void randomDataIsWrittenAndCounted() {
        String told = atAda("fill", "random/data", "--count", "300", "--rate", "100000").good();
        assertTrue(told.contains("300 changes in "), told);
        assertTrue(atAda("get", "random/data", "--depth", "1").good().contains("tasks"));
    }

    @Test
    void changesAreShownAsTheyHappenUntilNobodyReadsThem() throws Exception {
        atAda("set", "watched/before", "1").good();
        var seen = new Seen(3);
        Thread watching =
                Thread.ofVirtual().start(() -> Main.run(words("watch", "watched"), seen.terminal));
        assertTrue(seen.ready.await(20, TimeUnit.SECONDS), "it watches");
        atAda("set", "watched/a", "{\"b\":\"2 litres\"}").good();
        eventually("a line is shown", () -> seen.text().contains("a/b  \"2 litres\""));
        atAda("rm", "watched/a").good();
        eventually("more lines are shown", () -> seen.text().contains("a/b  removed"));
        atAda("set", "watched/c", "1").good(); // what nobody reads ends it
        assertTrue(watching.join(Duration.ofSeconds(20)), "it ends when nobody reads");
        assertTrue(!seen.text().contains("before"), seen::text);
    }

    private static List<String> words(String... words) {
        var all = new java.util.ArrayList<>(List.of("--home", ada.home().folder().toString()));
        all.addAll(List.of(words));
        return all;
    }

    /// A terminal whose reader goes away after some lines.
    static final class Seen {
        final CountDownLatch ready = new CountDownLatch(1);
        private final StringBuilder text = new StringBuilder();
        final Terminal terminal;

        Seen(int linesMax) {
            var out =
                    new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            if (text().lines().count() > linesMax) {
                                throw new IOException("nobody reads");
                            }
                            append((char) b);
                        }
                    };
            var err =
                    new OutputStream() {
                        @Override
                        public void write(int b) {
                            ready.countDown();
                        }
                    };
            terminal =
                    new Terminal(
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new PrintStream(err, true, StandardCharsets.UTF_8),
                            false,
                            false,
                            false,
                            80);
        }

        synchronized String text() {
            return text.toString();
        }

        private synchronized void append(char c) {
            text.append(c);
        }
    }
}
