package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.log.Intake.Verdict;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/// One intake between honest sources and liars, with checks, leaving and dropping at random.
class IntakeProperties {
    private static final int AUTHORS = 3;
    private static final int HONEST = 2;
    private static final int SOURCES = 4;

    private static final class Storm {
        final Rng random;
        final ChangeGraph there = Fixture.graph();
        final ChangeGraph here = Fixture.graph();
        final TreeSet<Integer> outside = new TreeSet<>();
        final Intake intake =
                new Intake(here, Fixture.AHEAD_MAX_MILLIS, chain -> !outside.contains(chain));
        final List<Run> log = new ArrayList<>();
        final List<Head> heads = new ArrayList<>();
        final int[] cursors = new int[SOURCES];
        final TreeSet<Long> waiting = new TreeSet<>();
        long tickets;

        Storm(Rng random) {
            this.random = random;
            for (int author = 0; author < AUTHORS; author++) {
                here.open(Fixture.author(author));
                there.open(Fixture.author(author));
            }
            for (int i = 1; i <= 60; i++) {
                int chain = random.nextInt(AUTHORS);
                var deps = random.chance(60) ? null : List.<Change.Place>of();
                log.add(Fixture.write(there, chain, i, deps).run());
                heads.add(Fixture.head(there, chain));
            }
        }

        /// What an honest source sends next: the log in its order, from where we are if it must.
        void honest(int source) {
            if (cursors[source] >= log.size()) {
                return;
            }
            int at = cursors[source];
            Run run = log.get(at);
            int end = at + 1;
            while (end < log.size() && log.get(end).chain() == run.chain() && random.chance(60)) {
                var changes = new ArrayList<>(run.changes());
                changes.addAll(log.get(end++).changes());
                run = new Run(run.chain(), changes);
            }
            boolean signed = random.chance(30) || run.lastSeq() == there.last(run.chain());
            Verdict verdict = offer(run, signed ? heads.get(end - 1) : null, source);
            switch (verdict) {
                case Verdict.Queued() -> cursors[source] = end;
                case Verdict.Duplicate() -> cursors[source] = end;
                case Verdict.Gap(int known) -> cursors[source] = 0;
                case Verdict.PastMissing(int seq, Change.Place first) -> cursors[source] = 0;
                default -> throw new AssertionError("honest: " + verdict);
            }
        }

        /// Something with a true beginning and a false content, or a false head, or both.
        void lie(int source) {
            Run run = log.get(random.nextInt(log.size()));
            Change old = run.changes().getFirst();
            Bytes content = random.chance(60) ? random.bytes(3) : old.content();
            var change = new Change(old.seq(), old.time(), old.deps(), null, content);
            Head head =
                    switch (random.nextInt(3)) {
                        case 0 -> null;
                        case 1 -> new Head(old.seq(), random.bytes(64));
                        default -> heads.get(log.indexOf(run));
                    };
            offer(new Run(run.chain(), List.of(change)), head, source);
        }

        Verdict offer(Run run, @Nullable Head head, long source) {
            Verdict verdict = intake.offer(run, head, source, ++tickets, Fixture.WALL_MILLIS);
            if (verdict instanceof Verdict.Queued) {
                waiting.add(tickets);
            }
            return verdict;
        }

        void check(int chain) {
            Intake.Request request = intake.nextCheck(chain);
            if (request != null) {
                if (random.chance(10)) {
                    leave(random.nextInt(SOURCES)); // while the check is under way
                }
                Bytes signed = Fixture.sign(request.author(), request.message());
                carryOut(intake.checked(chain, signed.equals(request.signature())));
            }
        }

        void carryOut(Intake.Outcome outcome) {
            for (Intake.Accepted accepted : outcome.accepted()) {
                here.append(accepted.run());
                if (accepted.ticket() != null) {
                    settle(accepted.ticket());
                }
                for (int i = 0; i < accepted.run().run().size(); i++) {
                    int seq = accepted.run().run().firstSeq() + i;
                    Past past = there.past(accepted.run().run().chain(), seq);
                    assertEquals(past, accepted.run().past(seq));
                }
            }
            outcome.settled().forEach(this::settle);
            outcome.dropped().forEach(this::settle);
            outcome.refused().forEach(source -> assertTrue(source >= HONEST, "honest refused"));
        }

        void settle(long ticket) {
            assertTrue(waiting.remove(ticket), "a ticket came back twice");
        }

        void leave(int source) {
            intake.leave(source).forEach(this::settle);
            cursors[source] = 0;
        }

        void step() {
            int source = random.nextInt(SOURCES);
            switch (random.nextInt(20)) {
                case 0 -> leave(source);
                case 1 -> intake.drop(random.nextInt(AUTHORS)).forEach(this::settle);
                case 2 -> {
                    outside.clear();
                    if (random.chance(50)) {
                        outside.add(random.nextInt(AUTHORS));
                    }
                    carryOut(intake.again());
                }
                case 3, 4, 5, 6, 7 -> check(random.nextInt(AUTHORS));
                default -> {
                    if (source < HONEST) {
                        honest(source);
                    } else {
                        lie(source);
                    }
                }
            }
        }

        /// Lets the honest ones finish.
        void finish() {
            outside.clear();
            carryOut(intake.again());
            for (int round = 0;
                    round < 2000 && !there.frontier().equals(here.frontier());
                    round++) {
                honest(0);
                if (cursors[0] == log.size()) {
                    cursors[0] = 0;
                }
                check(round % AUTHORS);
            }
            for (int source = 0; source < SOURCES; source++) {
                leave(source);
            }
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void honestSourcesGetInWhateverLiarsDo(@ForAll long seed) {
        try {
            var storm = new Storm(new Rng(seed));
            for (int i = 0; i < 400; i++) {
                storm.step();
            }
            storm.finish();
            assertEquals(storm.there.frontier(), storm.here.frontier());
            assertEquals(storm.there.changeCount(), storm.here.changeCount());
            assertEquals(List.of(), List.copyOf(storm.waiting), "tickets that did not come back");
            assertEquals(List.of(), storm.intake.waiting());
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
        }
    }
}
