package kith.identity;

import static kith.identity.JdkHasher.HASHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kith.identity.BoardRecord.Admission;
import kith.identity.Members.Verdict;
import kith.lang.Rng;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// What holds for boards on which anybody does anything.
final class MembershipProperties {
    @Property(tries = 600)
    void theAnswerIsThatOfTheSlowTwin(@ForAll long seed) {
        sameAsTheSlowTwin(new RandomStory(seed), seed);
    }

    @Property(tries = 600)
    void theAnswerIsThatOfTheSlowTwinAlsoWhereRemovalsComeInParts(@ForAll long seed) {
        sameAsTheSlowTwin(new RandomStory(seed, true), seed);
    }

    private static void sameAsTheSlowTwin(RandomStory random, long seed) {
        var spaces = List.of(random.story.space, random.otherSpace);
        assertEquals(
                String.join("\n", new SlowMembership(random.story).facts(spaces)),
                String.join("\n", facts(random.story, random.story.members(), spaces)),
                "seed " + seed);
    }

    /// Somebody left when it was far from the founder, and came nearer later: a removal that this
    /// allows was once looked for only among authors who are farther.
    @Example
    void theAnswerIsThatOfTheSlowTwinWhereItOnceWasNot() {
        for (long seed : new long[] {1_058_680, 1_060_790, 1_169_828, 1_251_982}) {
            theAnswerIsThatOfTheSlowTwin(seed);
        }
    }

    @Property(tries = 150)
    void theOrderInWhichRecordsComeMakesNoDifference(@ForAll long seed) {
        var random = new RandomStory(seed, seed % 2 == 0);
        var story = random.story;
        var spaces = List.of(story.space, random.otherSpace);
        var expected = facts(story, story.members(), spaces);
        var rng = new Rng(seed);
        for (int i = 0; i < 5; i++) {
            var shuffled = new ArrayList<>(story.placed);
            for (int j = shuffled.size() - 1; j > 0; j--) {
                shuffled.set(j, shuffled.set(rng.nextInt(j + 1), shuffled.get(j)));
            }
            if (rng.chance(50)) {
                shuffled.add(shuffled.get(rng.nextInt(shuffled.size())));
            }
            var members = Membership.evaluate(story.founding, story.space, shuffled, story, HASHER);
            assertEquals(expected, facts(story, members, spaces), "seed " + seed);
        }
    }

    @Property(tries = 150)
    void whateverHappensTheLawsOfTheBoardHold(@ForAll long seed) {
        var story = new RandomStory(seed).story;
        var rules = story.founding.rules();
        var members = story.members();
        for (var member : members.members()) {
            int depth = member.depth();
            assertEquals(depth == 0, member.id().equals(story.founding.founder()), "seed " + seed);
            assertTrue(rules.depthMax() == 0 || depth <= rules.depthMax(), "seed " + seed);
        }
        assertTrue(
                rules.membersMax() == 0 || members.members().size() <= rules.membersMax(),
                "seed " + seed);
        for (var invited : members.invitations()) {
            int usesMax = invited.invitation().usesMax();
            assertTrue(usesMax == 0 || invited.uses() <= usesMax, "seed " + seed);
        }
        for (var removed : members.removed()) {
            boolean founderOut = removed.id().equals(story.founding.founder());
            assertTrue(!founderOut || removed.by().equals(removed.id()), "seed " + seed);
        }
        for (var place : story.placed) {
            if (place.record() instanceof Admission admission
                    && members.verdict(place) == Verdict.COUNTS) {
                var in = members.accepted(admission.member(), story.space);
                assertTrue(!(in instanceof Members.Acceptance.Stranger), "seed " + seed);
            }
        }
    }

    private static List<String> facts(Story story, Members members, List<SpaceId> spaces) {
        var out = new ArrayList<String>();
        for (var m : members.members()) {
            out.add(
                    "%s depth %d by %s since %d"
                            .formatted(m.id(), m.depth(), m.invitedBy(), m.admittedAtMillis()));
        }
        var places = new ArrayList<>(story.placed);
        places.sort(
                Comparator.comparingLong(Placed::time)
                        .thenComparing(Placed::hash)
                        .thenComparingInt(Placed::index));
        for (var place : places) {
            if (place.record() instanceof Admission) {
                out.add(place.hash() + " " + members.verdict(place));
            }
        }
        for (var removed : members.removed()) {
            out.add(removed.id() + " removed by " + removed.by());
        }
        for (var peer : RandomStory.PEERS) {
            for (var space : spaces) {
                out.add(peer + " in " + space + ": " + members.accepted(peer, space));
            }
        }
        return out;
    }
}
