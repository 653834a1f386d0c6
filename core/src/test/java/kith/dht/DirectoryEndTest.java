package kith.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import org.junit.jupiter.api.Test;

/// What becomes of look-ups when the directory that they were begun in is used no more.
final class DirectoryEndTest {
    private static final Contact SELF = Some.contact(1, 1);
    private static final Contact OTHER = Some.contact(0x80000000, 2);

    /// One peer that is linked to another, which never answers.
    private static final class Lonely implements Host {
        final List<Message> sent = new ArrayList<>();

        @Override
        public Contact self() {
            return SELF;
        }

        @Override
        public Now now() {
            return new Now(0, 1_800_000_000_000L);
        }

        @Override
        public void wakeAt(long nanos) {}

        @Override
        public Contact contact(PeerId peer) {
            return peer.equals(SELF.peer()) ? SELF : OTHER;
        }

        @Override
        public void send(long link, Message message) {
            sent.add(message);
        }

        @Override
        public boolean dial(PeerId peer, String address) {
            return false;
        }

        @Override
        public void release(long link) {}

        @Override
        public void sign(Bytes message, Then<Bytes> then) {
            then.accept(Check.UNSIGNED);
        }

        @Override
        public void check(List<Check> checks, Then<Boolean> then) {
            then.accept(true);
        }
    }

    @Test
    void whoWaitsForALookUpIsToldOnceThatNothingCame() {
        var host = new Lonely();
        var rules = DirectoryRules.DEFAULT;
        var directory = new Directory(host, Some.BOARD, rules, DirectoryVectors.sha256(), 1);
        directory.linkUp(7, OTHER.peer(), "");
        var told = new ArrayList<Found>();
        for (int subject = 2; subject < 34; subject++) {
            directory.find(RecordKind.HOLDER, Some.bytes(subject << 26), false, told::add);
        }
        assertFalse(host.sent.isEmpty());
        int open = 32 - told.size();
        assertFalse(open == 0);
        directory.end();
        assertEquals(32, told.size());
        directory.end();
        assertEquals(32, told.size());
    }
}
