package kith.node.http.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Event;
import kith.log.Stamp;
import kith.node.Node;
import kith.node.Peers;
import kith.state.Changes;
import kith.state.Query;
import kith.state.Subscription.Applied;
import kith.state.Subscription.Mode;
import kith.state.Writing;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecentsTest {
    private static final int LONG_MILLIS = 3_600_000;

    private final Peers peers = new Peers();
    private final Node node = peers.start("ada");

    @AfterAll
    void stop() {
        peers.close();
    }

    private Recents recents() {
        return new Recents(node.driver(), LONG_MILLIS);
    }

    private static Place place(String address) {
        return new Place(Address.parse(address), Query.DEPTH_ALL, Mode.CHANGES);
    }

    private static Recents.Followed follow(Recents recents, String address) {
        return Objects.requireNonNull(recents.follow(place(address)), address);
    }

    private String put(String address, long value) {
        Address at = Address.parse(address);
        var edit = new Writing.Put(at.path(), Value.Int.of(value));
        var write = new Command.Write(at, List.of(edit), List.of(), false);
        if (node.driver().call(write) instanceof Answer.Written written) {
            return written.version();
        }
        throw new AssertionError("not written: " + address);
    }

    /// How many changes came behind that version; -1 when that is not known.
    private static int missed(Recents.Followed followed, String version) {
        return size(followed.recent.after(List.of(version)));
    }

    @Test
    void aPlaceThatIsFollowedIsKeptHoweverManyComeAndGo() {
        String version = put("kept/a", 0);
        Recents recents = recents();
        var followed = new ArrayList<Recents.Followed>();
        for (int i = 0; i < Recents.PLACES_MAX; i++) {
            followed.add(follow(recents, "kept/p" + i));
        }
        assertNull(recents.follow(place("kept/more")), "there is room for no more");
        put("kept/p0", 1);
        put("kept/p63", 1);
        assertEquals(1, missed(followed.getFirst(), version));
        recents.leave(followed.removeLast());
        assertEquals(1, missed(followed.getFirst(), version), "others that leave change nothing");
        assertNotNull(recents.follow(place("kept/more")), "who left makes room");
        put("kept/p0", 2);
        assertEquals(2, missed(followed.getFirst(), version));
    }

    @Test
    void whoLeavesAPlaceThatBeganAnewLeavesTheOldOne() {
        String version = put("anew/a", 0);
        Recents recents = recents();
        Recents.Followed old = follow(recents, "anew");
        old.recent.add(
                new kith.Event(
                        new kith.state.Subscription.Newest(0, List.of(), true),
                        List.of(),
                        List.of())); // no change: what is kept is not whole any more
        assertEquals(-1, missed(old, version));
        Recents.Followed fresh = follow(recents, "anew");
        assertNotSame(old, fresh);
        recents.leave(old);
        put("anew/a", 1);
        assertEquals(1, missed(fresh, version));
        assertSame(fresh, recents.follow(place("anew")));
    }

    /// As with writers who write beside the place too: no parent is ever of the place.
    @Test
    void whatIsNotedOfVersionsIsBounded() {
        var recent = new Recent(List.of("first"));
        int count = 10 * Recent.CHANGES_MAX;
        for (int i = 0; i < count; i++) {
            recent.add(event(i));
            var picture = new ArrayList<String>();
            for (int j = 0; j < 100; j++) {
                picture.add("picture " + i + " " + j);
            }
            recent.mark(picture);
        }
        assertTrue(recent.bytes() < Recent.BYTES_MAX + Recent.NAMES_BYTES_MAX);
        int kept = Recent.CHANGES_MAX;
        assertEquals(kept, size(recent.after(List.of("id " + (count - 1 - kept)))));
        assertEquals(1, size(recent.after(List.of("id " + (count - 2)))));
    }

    private static Event event(int i) {
        var applied = new Applied(i, new Stamp(0, i + 1, 0), new Changes(i, List.of()));
        return new Event(applied, List.of("id " + i), List.of("beside " + i));
    }

    private static int size(@Nullable List<Recent.Missed> missed) {
        return missed == null ? -1 : missed.size();
    }

    @Test
    void whatIsNoLongerKeptIsNotKnown() {
        String first = put("dropped/a", 0);
        Recents.Followed followed = follow(recents(), "dropped");
        String second = put("dropped/a", 1);
        for (int i = 0; i < Recent.CHANGES_MAX; i++) {
            put("dropped/a", i);
        }
        assertEquals(-1, missed(followed, first));
        assertEquals(Recent.CHANGES_MAX, missed(followed, second));
    }
}
