package kith.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;

/// What this peer has the board keep, said again before it ends.
final class Announcements {
    private final Host host;
    private final BoardId board;
    private final DirectoryRules rules;
    private final Rng rng;
    private final BiConsumer<DirectoryRecord, Found.Then> publish;
    private final List<Said> all = new ArrayList<>(1);
    private long wakeNanos = Now.NEVER;

    /// One of them.
    private static final class Said {
        final RecordKind kind;
        final Bytes subject;
        final Bytes body;
        long version;
        long againNanos;

        Said(RecordKind kind, Bytes subject, Bytes body) {
            this.kind = kind;
            this.subject = subject;
            this.body = body;
        }

        boolean isOf(RecordKind otherKind, Bytes otherSubject) {
            return kind == otherKind && subject.equals(otherSubject);
        }
    }

    Announcements(
            Host host,
            BoardId board,
            DirectoryRules rules,
            Rng rng,
            BiConsumer<DirectoryRecord, Found.Then> publish) {
        this.host = host;
        this.board = board;
        this.rules = rules;
        this.rng = rng;
        this.publish = publish;
    }

    /// In the place of what was said before about the same.
    void add(RecordKind kind, Bytes subject, Bytes body, Found.Then then) {
        var said = new Said(kind, subject, body);
        for (Said old : all) {
            if (old.isOf(kind, subject)) {
                said.version = old.version;
            }
        }
        remove(kind, subject);
        all.add(said);
        say(said, then);
    }

    private void remove(RecordKind kind, Bytes subject) {
        all.removeIf(said -> said.isOf(kind, subject));
    }

    void withdraw(RecordKind kind, Bytes subject) {
        for (Said said : List.copyOf(all)) {
            if (said.isOf(kind, subject)) {
                all.remove(said);
                var nothing = new Said(kind, subject, Bytes.EMPTY);
                nothing.version = said.version;
                publish(nothing, found -> {});
            }
        }
    }

    private void say(Said said, Found.Then then) {
        Now now = host.now();
        int part = rules.refreshMillis() / 4; // all of a restarted board are not heard at once
        long again = (long) rules.refreshMillis() - rng.nextInt(part);
        said.againNanos = now.nanos() + again * Now.MILLI;
        wakeAt(said.againNanos);
        publish(said, then);
    }

    /// The version is the time, so that it rises over a restart as well.
    private void publish(Said said, Found.Then then) {
        Now now = host.now();
        PeerId self = host.self().peer();
        said.version = Math.max(said.version + 1, now.wallMillis());
        var record =
                DirectoryRecord.unsigned(
                        board,
                        said.kind,
                        said.subject,
                        self,
                        said.version,
                        now.wallMillis() + rules.expiryMillis(),
                        said.body);
        host.sign(record.message(), by -> publish.accept(record.signed(by), then));
    }

    private void wakeAt(long nanos) {
        wakeNanos = Math.min(wakeNanos, nanos);
        host.wakeAt(nanos);
    }

    void wake() {
        long now = host.now().nanos();
        if (now < wakeNanos) {
            if (wakeNanos != Now.NEVER) {
                host.wakeAt(wakeNanos);
            }
            return;
        }
        wakeNanos = Now.NEVER;
        for (Said said : List.copyOf(all)) {
            if (now < said.againNanos) {
                wakeAt(said.againNanos);
            } else {
                say(said, found -> {});
            }
        }
    }
}
