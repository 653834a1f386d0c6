package kith.lab.crowd.directory;

import java.util.List;
import java.util.TreeMap;
import kith.dht.Contact;
import kith.dht.DirectoryMessage;
import kith.dht.DirectoryMessage.Answer;
import kith.dht.DirectoryMessage.Near;
import kith.dht.DirectoryMessage.NoWay;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.dht.DirectoryRecord;
import kith.dht.DirectoryRules;
import kith.dht.Place;
import kith.identity.Check;

/// A peer that holds its links and does something else with what comes over them.
final class Hostile extends Citizen {
    private final Conduct conduct;

    /// From whom it has what it passed on.
    private final TreeMap<Long, Integer> from = new TreeMap<>();

    Hostile(Town town, int number, DirectoryRules rules, Conduct conduct) {
        super(town, number, rules);
        this.conduct = conduct;
    }

    @Override
    void heard(int by, DirectoryMessage message) {
        switch (message) {
            case Seek seek -> sought(by, seek);
            case Answer answer -> back(answer);
            case NoWay none -> back(none);
        }
    }

    private void back(DirectoryMessage message) {
        Integer to = from.get(message.nonce());
        if (to != null) {
            send(to, message);
        } else {
            directory.received(number, message); // its own question
        }
    }

    private void sought(int by, Seek seek) {
        switch (conduct) {
            case HONEST, DROPPING -> {}
            case MISROUTING -> misroute(by, seek);
            case STALE -> answer(by, seek);
        }
    }

    private void misroute(int by, Seek seek) {
        int worst = -1;
        for (int other : linked) {
            if (other != by && (worst < 0 || isWorse(other, worst, seek.place()))) {
                worst = other;
            }
        }
        if (worst >= 0 && seek.hops() > 0 && from.putIfAbsent(seek.nonce(), by) == null) {
            send(worst, copy(seek));
        }
    }

    private boolean isWorse(int one, int other, Place place) {
        boolean hostile = town.isHostile(one);
        if (hostile != town.isHostile(other)) {
            return hostile;
        }
        return !town.isNearer(one, other, place);
    }

    private static Seek copy(Seek seek) {
        return new Seek(
                seek.board(),
                seek.nonce(),
                seek.place(),
                seek.wish(),
                seek.wanted(),
                seek.hops() - 1,
                seek.budgetMillis(),
                seek.traced(),
                seek.record());
    }

    private void answer(int to, Seek seek) {
        DirectoryRecord old = town.old.get(seek.place().hash());
        Contact self = self();
        var records =
                seek.wish() == Wish.KEEP && seek.record() != null
                        ? List.of(seek.record())
                        : old == null ? List.<DirectoryRecord>of() : List.of(old);
        var near =
                seek.wish() == Wish.PEERS ? List.of(new Near(self.peer(), "x")) : List.<Near>of();
        var answer =
                new Answer(
                        seek.board(),
                        seek.nonce(),
                        self.peer(),
                        records,
                        near,
                        Check.UNSIGNED,
                        List.of());
        sign(answer.message(seek.place()), by -> send(to, answer.signed(by)));
    }
}
