package kith.node.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.node.app.work.Serving;
import kith.node.app.work.Task;
import kith.node.app.work.Worker;
import kith.node.crypto.NodeCrypto;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A community of peers: who is on it shares its spaces.
///
/// ```java
/// Board board = peer.board("home");
/// String link = board.invite();                  // give it to one other peer
/// System.out.println(link.substring(0, 5));      // kith:
/// System.out.println(board.members().equals(List.of(peer.id())));   // true
/// ```
public final class Board {
    /// Tasks that one peer does at once.
    private static final int AT_ONCE_MAX = 32;

    /// How long one of them may take. A third of how long is waited for it: who waits still gets an
    /// answer after a worker was lost.
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Peer peer;
    private final String name;

    Board(Peer peer, String name) {
        this.peer = peer;
        this.name = name;
    }

    /// What the board is called in this home.
    public String name() {
        return name;
    }

    /// The space of that name; two members who write into one name write into one space.
    public Space space(String space) {
        Objects.requireNonNull(space, "space");
        return new Space(peer, new Address(name, space, Path.ROOT));
    }

    /// An invitation for one peer, as a link `kith:…`. Whoever has the link can use it.
    public String invite() {
        return invite(1, Duration.ZERO, "");
    }

    /// An invitation for `uses` peers (0: any number), good for that long ([Duration#ZERO]: without
    /// end), with a note that everybody on the board can read.
    public String invite(int uses, Duration goodFor, String note) {
        if (goodFor.isNegative()) {
            throw new IllegalArgumentException("an invitation good for " + goodFor);
        }
        Objects.requireNonNull(note, "note");
        var crypto = new NodeCrypto();
        var drawn = new byte[InvitationLink.SECRET_BYTES];
        new SecureRandom().nextBytes(drawn);
        Bytes secret = Bytes.wrap(drawn);
        PeerId key = crypto.publicKey(InvitationLink.inviteSeed(secret, crypto.hasher()));
        long expires = goodFor.isZero() ? 0 : Instant.now().plus(goodFor).toEpochMilli();
        Answer answer = peer.call(new Command.Invite(name, secret, key, uses, expires, note));
        return ((Answer.Invited) answer).link();
    }

    /// Takes an invitation back. Who came in by it stays.
    public void revoke(String invitation) {
        var hasher = new NodeCrypto().hasher();
        Bytes id = Peer.link(invitation).invitation().id(hasher);
        peer.call(new Command.Revoke(name, id));
    }

    /// The ids of its members, as far as this peer knows.
    public List<String> members() {
        return peer.names("boards", name, "members");
    }

    // Numbers

    /// Gives a number of this peer's under a name, until it gives another one, withdraws it or
    /// ends. It is in no log, and nobody's disk: who wants a number of each peer kept writes cells.
    ///
    /// ```java
    /// Board workshop = peer.found("workshop");
    /// workshop.give("jobs", 3);
    /// System.out.println(workshop.total("jobs").at("mine").value());   // Optional[3]
    /// workshop.withdraw("jobs");
    /// System.out.println(workshop.total("jobs").exists());             // false
    /// ```
    ///
    /// @throws Refused when this peer gives 8 others on this board (`too-many-numbers`), the number
    ///     is more than 10^13 above or below 0, or the name has more than 32 bytes
    public void give(String name, long number) {
        Objects.requireNonNull(name, "name");
        peer.call(new Command.Give(this.name, name, number));
    }

    /// Gives no number of that name any more.
    public void withdraw(String name) {
        Objects.requireNonNull(name, "name");
        peer.call(new Command.Give(this.name, name, null));
    }

    /// What the numbers of that name come to, to read and observe: below `board` those of all
    /// peers, below `cluster` those of the peers near this one, each with `count`, `sum`, `newest`,
    /// `newestAt`, about how many are `different`, and `asOf`; and `mine`. It follows what peers
    /// give within seconds, where the board has three members or more.
    public Cell total(String name) {
        Path at = Path.of("network", this.name, "aggregates", Objects.requireNonNull(name, "name"));
        return peer.health().at(at);
    }

    // Work

    /// Has something done by a member of this board that serves such things, which the leader of
    /// the peers near this one finds: what comes of it, within a minute.
    ///
    /// ```java
    /// try {
    ///     Value small = board.submit("thumbnails", "holiday/sea.png").get();
    ///     settings.at("small").set(small);
    /// } catch (ExecutionException failed) {
    ///     Refused refused = (Refused) failed.getCause();
    ///     System.out.println(refused.code());   // work-no-leader
    /// }
    /// ```
    ///
    /// A task may be done more than once (a worker was thought dead, and was not), and is answered
    /// once. The future fails with [Refused]: `work-no-worker`, `work-failed`, `work-timed-out`,
    /// `work-lost`, `work-no-leader`, `work-too-large`, `work-too-much`. Needs three members.
    public CompletableFuture<Value> submit(String name, @Nullable Object value) {
        return submit(name, value, Duration.ofMinutes(1));
    }

    /// The same within that time, at most an hour.
    public CompletableFuture<Value> submit(String name, @Nullable Object value, Duration within) {
        Objects.requireNonNull(name, "name");
        var submit = new Command.Submit(this.name, name, Values.of(value), within.toMillis());
        return peer.askLater(submit)
                .thenApply(answer -> ((Answer.Worked) Refused.unless(answer)).value());
    }

    /// Does tasks of that name for the members of this board, one at a time, each within 20 s,
    /// until what this returns is closed, or the peer is.
    ///
    /// ```java
    /// Serving serving = board.serve("thumbnails", task -> "small " + task.value());
    /// System.out.println(serving);   // serves thumbnails
    /// serving.close();
    /// ```
    public Serving serve(String name, Worker worker) {
        return serve(name, worker, 1, LIMIT);
    }

    /// The same, so many at once, each within that time: then it is given to somebody else. So it
    /// is to be less than those who submit wait.
    ///
    /// @throws Refused when there is no such board any more, or that is no name
    public Serving serve(String name, Worker worker, int atOnce, Duration limit) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(worker, "worker");
        if (atOnce < 1 || atOnce > AT_ONCE_MAX) {
            throw new IllegalArgumentException(atOnce + " at once, expected 1 to " + AT_ONCE_MAX);
        }
        return Serving.begin(
                peer.node().driver(),
                new Serving.Terms(this.name, name, atOnce, limit),
                task -> done(worker, task),
                Refused::unless);
    }

    private static Value done(Worker worker, Task task) {
        try {
            return Values.of(worker.done(task));
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// Puts a member out, or leaves: what it writes from then on counts nowhere.
    ///
    /// @throws Refused when it is none, or nearer to the founder than this peer
    public void remove(String member) {
        peer.call(new Command.RemoveMember(name, parsed(member)));
    }

    private static PeerId parsed(String member) {
        try {
            return PeerId.parse(member);
        } catch (Malformed malformed) {
            throw new Refused(Refused.PEER_UNKNOWN, malformed.getMessage());
        }
    }

    @Override
    public String toString() {
        return "@" + name;
    }
}
