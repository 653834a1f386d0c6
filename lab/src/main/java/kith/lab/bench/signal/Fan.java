package kith.lab.bench.signal;

import java.util.ArrayList;
import java.util.List;

/// Signals and effects that each read all of them; one signal is written.
final class Fan<N> implements SignalWorkload {
    private final SignalEngine<N> engine;
    private final int writes;
    private final List<N> heads = new ArrayList<>();
    private long effects;
    private double seen;
    private double next;

    Fan(SignalEngine<N> engine, int signals, int effectCount, int writes) {
        this.engine = engine;
        this.writes = writes;
        for (int i = 0; i < signals; i++) {
            heads.add(engine.signal((double) i));
        }
        for (int i = 0; i < effectCount; i++) {
            engine.effect(heads, this::readAll);
        }
    }

    private void readAll() {
        effects++;
        for (int i = 0; i < heads.size(); i++) {
            seen = SmallShapes.number(engine, heads.get(i));
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < writes; i++) {
            double value = ++next;
            engine.batch(() -> engine.write(heads.getFirst(), value));
        }
        Check.equal(heads.size() == 1 ? next : heads.size() - 1, seen);
    }

    @Override
    public int updates() {
        return writes;
    }

    @Override
    public long evaluations() {
        return effects;
    }
}
