package kith.network;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.network.spread.Way;
import kith.network.trace.Host;
import kith.network.trace.Step;
import kith.network.trace.Subject;
import kith.network.trace.TraceMessage;
import kith.port.Now;

/// How questions about the way of a change reach whom they are for, and what is said here.
final class Following implements Host {
    private final Ground ground;
    private final Ways ways;
    private final Passing passing;

    Following(Ground ground, Ways ways, Passing passing) {
        this.ground = ground;
        this.ways = ways;
        this.passing = passing;
    }

    @Override
    public PeerId self() {
        return ground.self();
    }

    @Override
    public Now now() {
        return ground.now();
    }

    @Override
    public void wakeAt(long nanos) {
        ground.wakeAt(nanos);
    }

    @Override
    public boolean isMember(BoardId board, PeerId peer) {
        return ground.isMember(board, peer);
    }

    @Override
    public List<PeerId> linked(BoardId board) {
        var linked = new ArrayList<PeerId>();
        for (Ways.Way way : ways.all()) {
            if (way.boards.contains(board)) {
                linked.add(way.peer);
            }
        }
        return linked;
    }

    @Override
    public void send(PeerId to, TraceMessage message) {
        passing.send(message.board(), to, message);
    }

    @Override
    public Step step(Subject subject) {
        Way way = ground.way(subject);
        if (way == null) {
            return ground.has(subject) ? new Step.Forgotten() : new Step.Lacking();
        }
        List<Step.Pass> to = new ArrayList<>();
        for (Way.Pass pass : way.to()) {
            to.add(
                    new Step.Pass(
                            pass.to(),
                            Step.micros(pass.afterNanos()),
                            roundTripMicros(subject.board(), pass.to())));
        }
        return new Step.Known(way.from(), way.hops(), way.lateMillis(), to, way.again());
    }

    private long roundTripMicros(BoardId board, PeerId peer) {
        Ways.Way over = ways.to(board, peer);
        return over == null ? 0 : Step.micros(over.roundTripNanos);
    }
}
