package kith.identity;

import static kith.identity.JdkHasher.HASHER;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.BoardRecord.RemovalPart;
import kith.identity.BoardRecord.Revocation;
import kith.lang.Bytes;
import kith.lang.Rng;

/// A board on which anybody does anything: after a few have come in as they should, members and
/// strangers invite, host, revoke, remove and fork as they like, much of it without right and much
/// of it unseen by the others.
final class RandomStory {
    private static final int NAMES = 8;

    static final List<PeerId> PEERS = peers();

    final Story story;
    final SpaceId otherSpace;
    private final boolean parts;
    private final Rng rng;
    private final List<Invitation> invitations = new ArrayList<>();

    RandomStory(long seed) {
        this(seed, false);
    }

    /// `parts`: some of what is said of how much a removal accepts stands in parts before it.
    RandomStory(long seed, boolean parts) {
        this.parts = parts;
        rng = new Rng(seed);
        story = new Story(new BoardRules(limit(4), limit(4), limit(9)));
        otherSpace = SpaceId.of(story.board, "tasks", HASHER);
        for (int i = 0; i < 12; i++) {
            invitations.add(invitation(i));
        }
        int members = rng.nextInt(NAMES);
        for (int i = 1; i <= members; i++) {
            begin(i, members);
        }
        int records = rng.between(5, 40);
        for (int i = 0; i < records; i++) {
            step(members + i + 1);
        }
    }

    /// Lets one in by an invitation of somebody who is in.
    private void begin(int number, int salt) {
        int inviter = rng.nextInt(Math.min(number, 6));
        var link =
                Invitation.unsigned(
                        story.board,
                        Story.peer(name(inviter)),
                        Story.peer("b" + inviter),
                        0,
                        0,
                        "");
        if (!invitations.contains(link)) {
            invitations.add(link);
        }
        var seen =
                story.placed.isEmpty()
                        ? new Placed[0]
                        : new Placed[] {story.placed.get(story.placed.size() - 1)};
        var host = Story.peer(name(rng.nextInt(number)));
        long millis = story.latestMillis(host, seen) + rng.between(1, 4) * 500L;
        var record = Admission.unsigned(link, Story.peer(name(number)), Story.START_MILLIS);
        story.writeAt(host, record, HybridTime.of(millis, 0), 1_000 + number + salt, seen);
    }

    private static String name(int number) {
        return number == 0 ? "founder" : "p" + number;
    }

    private static List<PeerId> peers() {
        var out = new ArrayList<PeerId>();
        for (int i = 0; i < NAMES; i++) {
            out.add(Story.peer(name(i)));
        }
        return out;
    }

    private int limit(int end) {
        return rng.chance(70) ? 0 : rng.between(1, end);
    }

    private String anybody() {
        return name(rng.nextInt(rng.chance(30) ? 3 : NAMES));
    }

    private Invitation anyInvitation() {
        int size = invitations.size();
        return invitations.get(
                rng.chance(60) ? size - 1 - rng.nextInt(Math.min(size, 4)) : rng.nextInt(size));
    }

    private Invitation invitation(int number) {
        long end = rng.chance(85) ? 0 : Story.START_MILLIS + rng.nextInt(30_000);
        var board = rng.chance(3) ? new BoardId(rng.bytes(32)) : story.board;
        return Invitation.unsigned(
                board,
                Story.peer(name(number % 4)),
                Story.peer("key " + number),
                rng.nextInt(3),
                end,
                "");
    }

    private void step(int number) {
        String author = anybody();
        if (rng.chance(5)) {
            story.fork(author);
        }
        var seen = seen();
        var record = record(author, seen);
        long millis = story.latestMillis(Story.peer(author), seen) + rng.between(1, 4) * 500L;
        var place =
                story.writeAt(Story.peer(author), record, HybridTime.of(millis, 0), number, seen);
        if (rng.chance(10)) {
            story.alsoIn(place, record(author, seen));
        }
    }

    private Placed[] seen() {
        var out = new ArrayList<Placed>();
        for (int i = rng.nextInt(4); i > 0 && !story.placed.isEmpty(); i--) {
            int back = rng.nextInt(Math.min(rng.chance(80) ? 5 : 50, story.placed.size()));
            out.add(story.placed.get(story.placed.size() - 1 - back));
        }
        return out.toArray(new Placed[0]);
    }

    private BoardRecord record(String author, Placed[] seen) {
        int kind = rng.nextInt(100);
        if (kind < 60) {
            return Admission.unsigned(
                    anyInvitation(), Story.peer(name(rng.nextInt(NAMES))), Story.START_MILLIS);
        }
        if (kind < 78) {
            var by = rng.chance(90) ? author : anybody();
            return new Revocation(story.board, anyInvitation().id(HASHER), Story.peer(by));
        }
        boolean leave = rng.chance(15) && !author.equals("founder");
        return removal(author, leave ? author : anybody(), seen);
    }

    private BoardRecord removal(String author, String whom, Placed[] seen) {
        var bounds = new ArrayList<SpaceBounds>();
        if (rng.chance(95)) {
            var own = rng.chance(70) ? story.seenOf(author, whom, seen) : anyBounds(whom);
            bounds.add(new SpaceBounds(story.space, own));
        }
        if (rng.chance(30)) {
            bounds.add(new SpaceBounds(otherSpace, anyBounds(whom)));
        }
        bounds.sort((a, b) -> a.space().compareTo(b.space()));
        var board = rng.chance(3) ? new BoardId(rng.bytes(32)) : story.board;
        return parts && rng.chance(30)
                ? new RemovalPart(board, Story.peer(whom), bounds)
                : new Removal(board, Story.peer(whom), bounds);
    }

    private List<ChainBound> anyBounds(String whom) {
        var out = new TreeSet<ChainBound>();
        for (var place : story.placed) {
            if (place.author().equals(Story.peer(whom)) && rng.chance(30)) {
                out.add(Story.bound(place));
            }
        }
        if (rng.chance(20)) {
            out.add(new ChainBound(0, 1 + rng.nextInt(3), Bytes.wrap(new byte[32])));
        }
        return List.copyOf(out);
    }
}
