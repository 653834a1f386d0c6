package kith.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.port.Effects;
import kith.port.Limits;
import kith.port.Message;
import kith.port.Note;
import kith.port.Now;
import kith.sync.SyncMessage.Have;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final Now NOW = new Now(1, 1);
    private static final Bytes BOARD = Bytes.wrap(new byte[32]);

    private final List<String> done = new ArrayList<>();
    private final Shared space = new Shared();
    private final Session session =
            new Session(7, BOARD, new Peer(), new Asked(), Session.VERSIONS, Limits.DEFAULT, NOW);

    @BeforeEach
    void greetAndShare() {
        receive(new SyncMessage.Hello(Session.VERSIONS, "test", 1, 1 << 22));
        receive(new SyncMessage.Space(1, BOARD, space.space()));
        done.clear();
    }

    private void receive(SyncMessage message) {
        session.receive(bytes(message), NOW);
    }

    private static Bytes bytes(SyncMessage message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    private static Have have(int chain) {
        Bytes piece = new Writer().u64(5).toBytes();
        return new Have(1, Have.Kind.DURABLE, List.of(new Have.Entry(chain, 9, false, piece)));
    }

    @Test
    void nothingIsKeptOfAChainThatWasNotDeclared() {
        assertThrows(Malformed.class, () -> receive(have(3)));
        session.askForDropped(space, NOW); // looks again at all that was kept
        session.split(space, open(1), NOW);
        session.settle(NOW);
    }

    @Test
    void whoNamesPlacesWithoutEndIsMalformed() {
        receive(new SyncMessage.Chain(1, 0, id(2), 0, 0));
        Have.Entry again = new Have.Entry(0, 0, true, new Writer().u64(5).toBytes());
        List<Have.Entry> many = java.util.Collections.nCopies(SyncMessage.HAVE_MAX, again);
        var all = new Have(1, Have.Kind.DURABLE, many);
        for (int i = 0; i < 1_000_000 / SyncMessage.HAVE_MAX; i++) {
            receive(all);
        }
        assertThrows(Malformed.class, () -> receive(all));
    }

    @Test
    void whatIsAskedForAgainIsLookedUpOnceAndNotForEachChain() {
        var feed = new Feed(space, false);
        feed.open();
        space.looks = 0;
        for (int i = 0; i < 1_000; i++) {
            feed.has(open(i), 0, true, 0);
        }
        assertEquals(0, space.looks);
    }

    @Test
    void aStepLooksOnlyAtTheSpacesThatChanged() {
        receive(new Have(1, Have.Kind.ALL_LAST, List.of()));
        session.settle(NOW);
        space.looks = 0;
        for (int i = 0; i < 100; i++) {
            var later = new Now(NOW.nanos() + 100L * i * Now.MILLI, NOW.wallMillis());
            session.settle(later);
            session.wake(later);
        }
        assertEquals(0, space.looks);
        session.changed(space);
        session.settle(NOW);
        assertTrue(space.looks > 0);
    }

    private static SyncMessage.Packed packed(int runBytes, Bytes packed) {
        return new SyncMessage.Packed(1, 0, null, runBytes, packed);
    }

    @Test
    void aPackedRunOverALinkOfTheFirstVersionIsMalformed() {
        var first = new Session(8, BOARD, new Peer(), new Asked(), List.of(1), Limits.DEFAULT, NOW);
        first.receive(bytes(new SyncMessage.Hello(Session.VERSIONS, "test", 1, 1 << 22)), NOW);
        Bytes frame = bytes(packed(1, Bytes.of((byte) 3, (byte) 0)));
        var wrong = assertThrows(Malformed.class, () -> first.receive(frame, NOW));
        assertTrue(("" + wrong.getMessage()).contains("version 2"), wrong.getMessage());
    }

    @Test
    void aPackedRunIsPaidForBeforeItIsUnpacked() {
        var rubbish = packed(1 << 20, BOARD.slice(0, 2));
        int paid = Limits.DEFAULT.creditBytes() / rubbish.costBytes();
        for (int i = 0; i < paid; i++) {
            var wrong = assertThrows(Malformed.class, () -> receive(rubbish));
            assertTrue(("" + wrong.getMessage()).contains("too few"), wrong.getMessage());
        }
        var wrong = assertThrows(Malformed.class, () -> receive(rubbish));
        assertTrue(("" + wrong.getMessage()).contains("credit"), wrong.getMessage());
    }

    @Test
    void aPackedRunOfASpaceThatIsNotSharedIsNotUnpackedAndItsCreditComesBack() {
        session.unshare(space);
        done.clear();
        int times = 0;
        while (done.isEmpty()) {
            receive(packed(1 << 17, BOARD.slice(0, 2)));
            session.settle(NOW);
            times++;
        }
        int back = times * packed(1 << 17, BOARD).costBytes();
        assertEquals(List.of("send " + new SyncMessage.Credit(back)), done);
    }

    @Test
    void aSessionThatIsOverDoesNothing() {
        int chain = open(1);
        receive(new SyncMessage.Chain(1, 0, id(2), 0, 0));
        receive(have(0));
        session.hangUp("enough");
        done.clear();
        session.tellDurable(space);
        session.askAgain(space, chain, NOW);
        session.askForDropped(space, NOW);
        session.split(space, chain, NOW);
        session.branched(space, chain);
        session.misled(space, chain);
        session.vacated(space, chain);
        session.loaded(space, 0, List.of(), 1);
        session.pastLoaded(space, new Place(chain, 1), new Past(BOARD, 1), NOW);
        session.pastLost(space, new Place(chain, 1));
        session.refuse(space, "code", "detail");
        session.present(space, BOARD, 1, 1, Bytes.EMPTY, Bytes.EMPTY);
        session.share(new Shared());
        session.wake(NOW);
        session.ping(NOW);
        session.settle(NOW);
        session.end("code", "detail");
        receive(have(3));
        assertFalse(session.ask(space, 1, Bytes.EMPTY));
        assertTrue(session.isOver());
        assertEquals(List.of(), done);
    }

    private int open(int author) {
        return space.graph.open(id(author));
    }

    private static ChainId id(int author) {
        var key = new byte[32];
        key[0] = (byte) author;
        key[1] = (byte) (author >>> 8);
        return new ChainId(Bytes.wrap(key), 1, Bytes.EMPTY);
    }

    /// Notes what is asked for.
    private final class Asked implements Effects {
        @Override
        public void known(long link) {
            done.add("known");
        }

        @Override
        public int send(long link, Message message) {
            done.add("send " + message);
            return 1;
        }

        @Override
        public boolean diskHasRoom() {
            return true;
        }

        @Override
        public void hangUp(long link, String reason) {
            done.add("hang up");
        }

        @Override
        public void dial(String address, @Nullable Bytes peer) {
            done.add("dial");
        }

        @Override
        public void check(Bytes key, Bytes message, Bytes signature, Then<Boolean> then) {
            done.add("check");
        }

        @Override
        public void sign(Bytes message, @Nullable Bytes seed, Then<Bytes> then) {
            done.add("sign");
        }

        @Override
        public void write(String file, long offset, Bytes bytes) {
            done.add("write");
        }

        @Override
        public void sync(Runnable then) {
            done.add("sync");
        }

        @Override
        public void read(String file, long offset, int length, Reading then) {
            done.add("read");
        }

        @Override
        public void delete(String file) {
            done.add("delete");
        }

        @Override
        public void wakeAt(long nanos) {
            done.add("wake");
        }

        @Override
        public void report(Note note) {
            done.add("report");
        }
    }

    /// Shares one space.
    private final class Peer implements Host {
        @Override
        public void greeted(Session with, long theirWallMillis) {}

        @Override
        public void onPresent(Session with, SyncMessage.Present message) {}

        @Override
        public void onJoin(Session with, SyncMessage.Join message) {}

        @Override
        public void onJoined(Session with, SyncMessage.Joined message) {}

        @Override
        public void onRefused(Session with, @Nullable Source source, SyncMessage.Refused message) {}

        @Override
        public void onPresence(Session with, Source source, SyncMessage.Presence message) {}

        @Override
        public void onAsk(Session with, Source source, SyncMessage.Ask message) {}

        @Override
        public void onDigests(Session with, SyncMessage.Digests message) {}

        @Override
        public void toSettle(Session with) {}

        @Override
        public void onOther(Session with, SyncMessage.Other message) {}

        @Override
        public void onSnapshot(Session with, Source source, SnapshotMessage message) {}

        @Override
        public void lacksContents(Session with, Source source) {}

        @Override
        public Source source(Session with, Bytes board, Bytes wanted) {
            return space;
        }
    }

    private final class Shared implements Source {
        final ChangeGraph graph = new ChangeGraph(space(), SessionTest::hash, 16);
        private final Tail tail = new Tail(1 << 10, 0);
        int looks;

        @Override
        public Bytes board() {
            return BOARD;
        }

        @Override
        public Bytes space() {
            return BOARD;
        }

        @Override
        public Bytes salt() {
            return BOARD.slice(0, 16);
        }

        @Override
        public ChangeGraph graph() {
            looks++;
            return graph;
        }

        @Override
        public Tail tail() {
            return tail;
        }

        @Override
        public int open(long link, ChainId id, @Nullable Origin origin) {
            done.add("open");
            return graph.open(id);
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public boolean isDropped(int chain, int seq) {
            return false;
        }

        @Override
        public boolean isOwn(int chain) {
            return false;
        }

        @Override
        public @Nullable Head headAt(int chain, int seq) {
            return null;
        }

        @Override
        public void wantHead(int chain, int seq) {
            done.add("want head");
        }

        @Override
        public void load(long link, long position) {
            done.add("load");
        }

        @Override
        public boolean loadPast(long link, Place place) {
            done.add("load past");
            return true;
        }

        @Override
        public void offer(long link, Run run, @Nullable Bytes signature, int sizeBytes) {
            done.add("offer");
        }

        @Override
        public void learned(long link, int chain, int seq) {
            done.add("learned");
        }

        @Override
        public void toldMore(long link, boolean all) {}
    }

    private static Bytes hash(byte[] from, int start, int end) {
        return Bytes.wrap(Sha256.hash(from, start, end));
    }
}
