package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.node.Node;
import kith.node.Peers;
import kith.node.Waiting;
import kith.node.http.RawHttp.Reply;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ControlTest {
    private final Peers peers = new Peers();

    @AfterEach
    void stop() {
        peers.close();
    }

    private static Reply post(Node node, String what, String json) {
        return RawHttp.ask(node.http().port(), "POST", "/.kith/" + what, json);
    }

    private static String text(Reply reply, String field) {
        return reply.json() instanceof Value.Obj obj
                        && obj.find(field) instanceof Value.Text(String text)
                ? text
                : "";
    }

    private static String get(Node node, String target) {
        return RawHttp.get(node.http().port(), target).text();
    }

    /// How it goes where there is a leader is in `kith.lab.scenario.WorkTest`.
    @Test
    void workIsRefusedWhereNobodyLeads() {
        Node ada = peers.start("ada");
        RawHttp.put(ada.http().port(), "/tasks/a", "1");
        String name = "{\"name\":\"twice\",\"value\":21}";
        assertEquals("work-no-leader", post(ada, "work/submit", name).code());
        Reply none = post(ada, "work/take", name);
        assertEquals("503 work-no-leader", both(none));
        Reply unknown = post(ada, "work/done", "{\"id\":\"00ff\",\"value\":42}");
        assertEquals("409 work-unknown", both(unknown));
        assertEquals("json-malformed", post(ada, "work/submit", "{}").code());
        String large = "{\"id\":\"00ff\",\"value\":\"" + "x".repeat(40_000) + "\"}";
        assertEquals("413 work-too-large", both(post(ada, "work/done", large)));
        for (String within : new String[] {"0", "3600001", "\"1\""}) {
            Reply wrong = post(ada, "work/take", "{\"name\":\"a\",\"within\":" + within + "}");
            assertEquals(400, wrong.status(), wrong.text());
        }
    }

    private static String both(Reply reply) {
        return reply.status() + " " + reply.code();
    }

    @Test
    void oneInvitesAndTheOtherJoinsAndBothCompare() {
        Node ada = peers.start("ada");
        RawHttp.put(ada.http().port(), "/tasks/a", "1");
        Reply invited =
                post(ada, "invite", "{\"uses\":2,\"expiresInSeconds\":3600,\"note\":\"b\"}");
        assertEquals(200, invited.status(), invited.text());
        String link = text(invited, "link");
        assertTrue(link.startsWith("kith:"), link);
        assertEquals(link.toUpperCase(java.util.Locale.ROOT), text(invited, "qr"));
        for (String address : ada.addresses()) {
            assertTrue(invited.text().contains('"' + address + '"'), invited.text());
        }
        Node bob = peers.start("bob");
        Reply joined = post(bob, "join", "{\"link\":\"" + link + "\"}");
        assertEquals("home", text(joined, "board"), joined.text());
        assertEquals("already-member", post(bob, "join", "{\"link\":\"" + link + "\"}").code());
        Waiting.until("a at bob's", () -> get(bob, "/tasks/a").equals("1\n"));
        Waiting.until(
                "bob among ada's links",
                () -> get(ada, "/.peer/links?depth=1").contains(bob.id().text()));
        Reply compared =
                post(
                        bob,
                        "compare",
                        "{\"address\":\"tasks\",\"peer\":\"" + ada.id().text() + "\"}");
        assertEquals(200, compared.status(), compared.text());
        assertEquals(
                "peer-unknown not-connected"
                        .contains(
                                post(
                                                bob,
                                                "compare",
                                                "{\"address\":\"tasks\",\"peer\":\""
                                                        + bob.id().text()
                                                        + "\"}")
                                        .code()),
                true);
    }

    @Test
    void theFirstInvitationFoundsTheBoardCalledHome() {
        Node ada = peers.start("ada");
        Reply invited = post(ada, "invite", "{\"board\":\"home\"}");
        assertEquals(200, invited.status(), invited.text());
        assertEquals("board-unknown", post(ada, "invite", "{\"board\":\"other\"}").code());
        assertEquals("club", text(post(ada, "found", "{\"name\":\"club\"}"), "board"));
        assertEquals(200, post(ada, "invite", "{\"board\":\"club\"}").status());
    }

    @Test
    void invitationsCanBeRevokedAndMembersRemoved() {
        Node ada = peers.start("ada");
        Reply invited = post(ada, "invite", "{}");
        String invitations = get(ada, "/.peer/boards/home/invitations?depth=1");
        assertEquals(200, invited.status());
        Reply nonsense = post(ada, "invitations/revoke", "{\"invitation\":\"xyz\"}");
        assertEquals(400, nonsense.status(), nonsense.text());
        Reply removed = post(ada, "members/remove", "{\"peer\":\"" + ada.id().text() + "\"}");
        assertTrue(removed.status() == 200 || removed.status() == 403, removed.text());
        assertTrue(invitations.startsWith("{") || invitations.contains("not-found"), invitations);
    }

    @Test
    void aNumberThatIsGivenIsThereUntilItIsWithdrawn() {
        Node ada = peers.start("ada");
        post(ada, "found", "{\"name\":\"home\"}");
        String mine = "/.peer/network/home/aggregates/jobs/mine";
        assertEquals(200, post(ada, "give", "{\"name\":\"jobs\",\"value\":-3}").status());
        assertEquals("-3\n", get(ada, mine));
        assertEquals(200, post(ada, "give", "{\"name\":\"jobs\",\"value\":4}").status());
        assertEquals("4\n", get(ada, mine));
        assertEquals(200, post(ada, "give", "{\"name\":\"jobs\"}").status());
        assertEquals("not-found", RawHttp.get(ada.http().port(), mine).code());
    }

    @Test
    void moreNumbersThanOnePeerMayGiveAreRefused() {
        Node ada = peers.start("ada");
        post(ada, "found", "{\"name\":\"home\"}");
        for (int i = 1; i <= 8; i++) {
            Reply given = post(ada, "give", "{\"name\":\"n" + i + "\",\"value\":1}");
            assertEquals(200, given.status(), given.text());
        }
        Reply ninth = post(ada, "give", "{\"name\":\"n9\",\"value\":1}");
        assertEquals(429, ninth.status(), ninth.text());
        assertEquals("too-many-numbers", ninth.code());
        String much = "{\"name\":\"n1\",\"value\":100000000000001}";
        assertEquals("json-malformed", post(ada, "give", much).code());
        assertEquals("json-malformed", post(ada, "give", "{\"value\":1}").code());
        String elsewhere = "{\"board\":\"club\",\"name\":\"n\",\"value\":1}";
        assertEquals("board-unknown", post(ada, "give", elsewhere).code());
    }

    @Test
    void whatIsAskedWronglyIsNamed() {
        Node ada = peers.start("ada");
        assertEquals("not-found", post(ada, "nonsense", "{}").code());
        assertEquals("method-not-allowed", RawHttp.get(ada.http().port(), "/.kith/invite").code());
        assertEquals("json-malformed", post(ada, "invite", "{").code());
        assertEquals("json-malformed", post(ada, "invite", "[]").code());
        assertEquals("json-malformed", post(ada, "invite", "{\"uses\":\"two\"}").code());
        assertEquals("json-malformed", post(ada, "join", "{}").code());
        assertEquals("value-malformed", post(ada, "join", "{\"link\":\"kith:abc\"}").code());
        assertEquals("value-malformed", post(ada, "members/remove", "{\"peer\":\"me\"}").code());
        assertEquals("body-too-large", post(ada, "invite", " ".repeat(70_000)).code());
    }

    @Test
    void theVersionNamesTheProgramAndThePeer() {
        Node ada = peers.start("ada");
        Reply version = RawHttp.get(ada.http().port(), "/.kith/version");
        assertEquals(Node.AGENT, text(version, "agent"));
        assertEquals(ada.id().text(), text(version, "peer"));
    }

    @Test
    void stopEndsThePeerAfterItsAnswer() {
        Node ada = peers.start("ada");
        assertEquals(200, post(ada, "stop", "").status());
        Waiting.until("the end", () -> ada.ended().isDone());
        assertEquals(0, ada.ended().join());
    }
}
