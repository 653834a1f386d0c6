package kith.lab.crowd.membership;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import kith.port.Now;

/// What Rapid's authors tried (Suresh et al., USENIX ATC 2018, section 7), and a partition: each
/// with a checker of who must be removed, and who must not.
enum Trouble {
    CRASHES("ten crash at once") {
        @Override
        void play(Town town, Check check) {
            BitSet ten = check.faulty(10);
            ten.stream().forEach(town::crash);
            town.run(60 * Now.SECOND);
            check.removed("a minute after the crash");
        }
    },
    FLIP_FLOP("1 % hear nothing, 20 s on and 20 s off") {
        @Override
        void play(Town town, Check check) {
            BitSet deaf = check.faulty(town.links.length / 100);
            for (int round = 0; round < 3; round++) {
                deaf.stream().forEach(peer -> town.weather.lose(peer, 1_000));
                town.run(20 * Now.SECOND);
                check.removed("at the end of 20 s in which they heard nothing");
                deaf.stream().forEach(peer -> town.weather.lose(peer, check.lossPerMille()));
                town.run(20 * Now.SECOND);
                check.back("at the end of 20 s in which they heard again");
            }
        }
    },
    LOSSY("1 % lose 80 % of what comes") {
        @Override
        void play(Town town, Check check) {
            check.faulty(town.links.length / 100).stream()
                    .forEach(peer -> town.weather.lose(peer, 800));
            town.run(120 * Now.SECOND);
            check.removed("after two minutes");
        }
    },
    PARTITION("a fifth is cut off for a minute") {
        @Override
        void play(Town town, Check check) {
            BitSet island = check.faulty(town.links.length / 5);
            town.ledger.cut(true);
            town.weather.cutOff(island);
            town.run(60 * Now.SECOND);
            town.weather.cutOff(new BitSet());
            town.ledger.cut(false);
            town.run(60 * Now.SECOND);
            check.back("a minute after it was over");
        }
    };

    private static final long WARM_NANOS = 60 * Now.SECOND;

    final String told;

    Trouble(String told) {
        this.told = told;
    }

    abstract void play(Town town, Check check);

    /// What was found wrong, by which observers about whom.
    ///
    /// @param pairs how many were looked at, of an observer and somebody who was at fault
    /// @param missed those of them of which the observer did not remove the other, or not take it
    ///     back
    /// @param falsely by how many somebody was removed who was there and well
    record Verdict(Trouble trouble, int pairs, List<String> missed, int falsely) {}

    static final class Check {
        private final Town town;
        private final Town.Kind kind;
        private final Town.Setting setting;
        private BitSet faulty = new BitSet();
        private final List<String> complaints = new ArrayList<>();
        private int pairs;

        Check(Town town, Town.Kind kind, Town.Setting setting) {
            this.town = town;
            this.kind = kind;
            this.setting = setting;
        }

        int lossPerMille() {
            return (int) Math.round(1_000 * setting.loss());
        }

        /// So many by lot, whom it is right to remove.
        BitSet faulty(int count) {
            faulty = town.some(Math.max(1, count));
            town.ledger.faulty().or(faulty);
            return faulty;
        }

        /// By all who care and are not faulty themselves.
        void removed(String when) {
            expect(true, when);
        }

        void back(String when) {
            expect(false, when);
        }

        private void expect(boolean gone, String when) {
            for (int subject : faulty.stream().toArray()) {
                for (int observer : Calm.caring(kind, town, subject).stream().toArray()) {
                    if (!faulty.get(observer)) {
                        pairs++;
                        if (town.ledger.isRemoved(observer, subject) != gone) {
                            complaints.add(observer + " of " + subject + " " + when);
                        }
                    }
                }
            }
        }
    }

    Verdict run(Town.Kind kind, Town.Setting setting, long seed) {
        var town = new Town(kind, setting, seed);
        town.run(WARM_NANOS);
        var check = new Check(town, kind, setting);
        play(town, check);
        return new Verdict(this, check.pairs, check.complaints, town.ledger.falseRemovals());
    }
}
