package kith.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.lab.SimPeer;
import kith.port.Now;
import kith.value.Value;

/// Somebody on a peer who does tasks of a name, one at a time: twice a number is what comes of it.
final class Worker {
    private static final long WITHIN_MILLIS = 5_000;
    private static final long LIMIT_MILLIS = 20_000;

    final List<Long> begun = new ArrayList<>();
    final List<Answer> said = new ArrayList<>();
    private final Scene scene;
    private final SimPeer peer;
    private final String name;
    private final long nanosEach;
    private boolean over;

    Worker(Scene scene, SimPeer peer, String name, double secondsEach) {
        this.scene = scene;
        this.peer = peer;
        this.name = name;
        this.nanosEach = (long) (secondsEach * Now.SECOND);
        come();
    }

    /// It comes no more.
    void goAway() {
        over = true;
    }

    private void come() {
        if (!over && peer.isUp()) {
            peer.call(new Command.Take("home", name, WITHIN_MILLIS, LIMIT_MILLIS), this::came);
        }
    }

    private void came(Answer answer) {
        switch (answer) {
            case Answer.Tasked task -> {
                long number = ((Value.Int) task.value()).value();
                begun.add(number);
                scene.world.after(nanosEach, () -> ended(task, number));
            }
            case Answer.Done() -> come();
            default -> throw new AssertionError(peer + ": " + answer);
        }
    }

    private void ended(Answer.Tasked task, long number) {
        if (peer.isUp()) {
            Value twice = Value.Int.of(2 * number);
            peer.call(new Command.Finish("home", task.id(), twice, null), said::add);
            come();
        }
    }
}
