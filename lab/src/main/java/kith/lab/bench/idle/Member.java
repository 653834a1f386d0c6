package kith.lab.bench.idle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.identity.InvitationLink;
import kith.lab.bench.host.BareEngine;
import kith.lab.bench.host.NoDisk;
import kith.lang.Bytes;
import kith.log.ChangeGraph;
import kith.node.link.Credential;
import kith.node.link.DialOutcome;
import kith.node.link.Link;
import kith.node.link.LinkConfig;
import kith.node.link.LinkHandler;
import kith.node.link.Links;
import kith.port.Limits;
import kith.replica.Replica;
import org.jspecify.annotations.Nullable;

/// A member of a board with one link, as cheap as it can be: the engine that ships and a real link,
/// and no disk, no HTTP, no threads but those of the link.
///
/// It listens nowhere and dials only when it is told to, so that the only link is the one wanted.
final class Member implements LinkHandler {
    private final ReentrantLock lock = new ReentrantLock();
    private final BareEngine engine;
    private final Links links;
    private @Nullable Link link;
    private boolean dialling;
    private volatile CompletableFuture<Boolean> down = new CompletableFuture<>();

    Member(SharedKeys keys, Bytes seed) {
        links = new Links(Credential.ofSeed(seed), LinkConfig.standard(), this);
        engine = new BareEngine(new NoDisk(), Limits.DEFAULT, keys.of(seed), this::carryOut);
    }

    /// Comes in by that invitation, and hangs up again.
    void join(InvitationLink invitation) {
        owned(
                () -> {
                    dialling = true;
                    engine.call(new Command.Join(invitation, null));
                });
        down.join();
        down = new CompletableFuture<>();
    }

    /// Links with the peer at that address, and stays so.
    void connect(String address) {
        owned(
                () -> {
                    dialling = true;
                    engine.call(new Command.Connect(address));
                });
    }

    /// Does what it wanted to do by now.
    void wake() {
        owned(
                () -> {
                    engine.wake();
                    if (engine.lastAnswer() instanceof Answer.Joined) {
                        leave();
                    }
                });
    }

    private void leave() {
        dialling = false;
        Link now = link;
        if (now != null) {
            now.close("later");
        }
    }

    /// How many changes it has, in all its spaces.
    int changes() {
        lock.lock();
        try {
            return changes(engine.engine());
        } finally {
            lock.unlock();
        }
    }

    /// How many changes a peer has, in all its spaces.
    static int changes(Engine engine) {
        int changes = 0;
        for (Replica replica : engine.replicas()) {
            ChangeGraph graph = replica.graph();
            for (int chain = 0; chain < graph.chainCount(); chain++) {
                changes += graph.last(chain);
            }
        }
        return changes;
    }

    private void owned(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send send -> {
                Link to = link;
                if (to != null) {
                    to.send(send.frame().shared());
                }
            }
            case Effect.HangUp hangUp -> {
                Link to = link;
                if (to != null) {
                    to.close(hangUp.reason());
                }
            }
            case Effect.Dial dial -> dial(dial.address());
            default -> {}
        }
    }

    private void dial(String address) {
        boolean isGate = address.contains("/"); // for browsers
        if (!dialling || link != null || isGate) {
            engine.then(new Input.DialFailed(address, "later"));
            return;
        }
        int colon = address.lastIndexOf(':');
        links.dial(
                address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)),
                null,
                outcome -> {
                    if (outcome instanceof DialOutcome.Failed(var why)) {
                        owned(() -> engine.step(new Input.DialFailed(address, why.text())));
                    }
                });
    }

    @Override
    public void up(Link up) {
        owned(
                () -> {
                    link = up;
                    engine.step(new Input.LinkUp(up.id(), up.peer().key(), false, up.address()));
                });
    }

    @Override
    public void frame(Link from, byte[] payload) {
        owned(() -> engine.step(new Input.Received(from.id(), Bytes.wrap(payload))));
        wake();
    }

    @Override
    public void down(Link gone, String reason) {
        owned(
                () -> {
                    link = null;
                    engine.step(new Input.LinkDown(gone.id(), reason));
                });
        down.complete(true);
    }
}
