package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import kith.Answer;
import kith.Command;
import kith.Input;
import kith.Problem;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Limits;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A peer that is asked to end, and its disk.
class DiskStopTest {
    private static Solo writing() {
        var solo = new Solo(Limits.DEFAULT);
        solo.put("a", "x", 1);
        solo.settle();
        solo.holdSyncs(true);
        solo.put("a", "x", 2);
        return solo;
    }

    @Test
    void whoAsksAgainWaitsForTheSameEnd() {
        Solo solo = writing();
        long one = solo.begin(new Command.Stop());
        long other = solo.begin(new Command.Stop());
        solo.settle();
        assertNull(solo.answer(one));
        assertNull(solo.answer(other));

        solo.holdSyncs(false);
        solo.goOn();
        while (solo.answer(one) == null) {
            long last = solo.begin(new Command.Stop());
            assertNull(solo.answer(last));
            assertTrue(solo.goOn());
            assertEquals(solo.answer(one), solo.answer(last), "both wait for the last sync");
        }
        assertEquals(new Answer.Done(), solo.answer(one));
        assertEquals(new Answer.Done(), solo.answer(other));
        long late = solo.begin(new Command.Stop());
        assertEquals(new Answer.Done(), solo.answer(late));

        solo.restart();
        assertEquals(Value.Int.of(2), solo.read("a/x"));
    }

    @Test
    void aDiskThatFailsBeforeTheEndIsTold() {
        for (int syncs = 0; syncs < 2; syncs++) {
            Solo solo = writing();
            long one = solo.begin(new Command.Stop());
            long other = solo.begin(new Command.Stop());
            solo.settle();
            for (int i = 0; i < syncs; i++) {
                solo.holdSyncs(false);
                solo.goOn();
                solo.holdSyncs(true);
                assertNull(solo.answer(one));
            }
            solo.step(new Input.DiskFailed("full"));
            failed(solo.answer(one));
            failed(solo.answer(other));
            long late = solo.begin(new Command.Stop());
            assertEquals(new Answer.Done(), solo.answer(late), "nothing is left to wait for");
        }
    }

    @Test
    void whoWaitsToBeLetInIsToldThatTheDiskFailed() {
        var crypto = new SimCrypto();
        Bytes secret = Bytes.wrap(new byte[InvitationLink.SECRET_BYTES]);
        var key = new PeerId(crypto.publicKey(InvitationLink.inviteSeed(secret, crypto.hasher())));
        Solo inviter = writing();
        inviter.begin(new Command.Listen(List.of("127.0.0.1:1")));
        long invite = inviter.begin(new Command.Invite(null, secret, key, 1, 0, ""));
        inviter.settle();
        var invited = (Answer.Invited) Objects.requireNonNull(inviter.answer(invite));
        var link = InvitationLink.parse(invited.link(), crypto.hasher());

        var solo = new Solo(Limits.DEFAULT);
        long join = solo.begin(new Command.Join(link, null));
        solo.settle();
        assertNull(solo.answer(join));
        solo.step(new Input.DiskFailed("full"));
        failed(solo.answer(join));
    }

    private static void failed(@Nullable Answer answer) {
        assertTrue(
                answer instanceof Answer.Failed failed && failed.problem() == Problem.DISK_FAILED,
                () -> "answered " + answer);
    }
}
