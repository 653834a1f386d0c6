package kith.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import kith.identity.Members.Acceptance;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.Change;
import kith.port.Effects;
import kith.port.Message;
import kith.port.Note;
import kith.store.Position;
import kith.sync.Session;
import kith.sync.flow.Spreading;
import org.jspecify.annotations.Nullable;

/// A disk, and nobody to talk to.
final class Host implements Effects, Links, Roster {
    final List<Note> notes = new ArrayList<>();

    /// How often somebody began to read the log.
    int begun;

    /// Whether a read sees what was written after it was asked for.
    boolean late = true;

    /// No more room: what is written from now on is not there.
    boolean full;

    /// How many reads there were.
    int asked;

    /// So many reads, from now on, are not carried out: the disk is far behind, or fails.
    int refused;

    boolean busy;

    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final ArrayDeque<Runnable> reads = new ArrayDeque<>();

    /// There are no files.
    void reset() {
        files.clear();
    }

    /// One byte went bad.
    void set(String file, long offset, int value) {
        byte[] bytes = files.getOrDefault(file, new byte[0]);
        bytes[(int) offset] = (byte) value;
    }

    /// All that begins behind there went away.
    void cut(String file, int size) {
        files.put(file, Arrays.copyOf(files.getOrDefault(file, new byte[0]), size));
    }

    /// Answers the next read; false when there is none.
    boolean answer() {
        Runnable next = reads.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    @Override
    public void read(String file, long offset, int length, Reading then) {
        begun += offset == Position.offset(Position.FIRST) ? 1 : 0;
        byte[] now = files.getOrDefault(file, new byte[0]);
        asked++;
        if (refused > 0) {
            refused--;
            reads.add(() -> then.notRead(busy));
            return;
        }
        reads.add(
                () -> {
                    if (!files.containsKey(file)) {
                        then.notRead(false); // as a disk that has no such file
                        return;
                    }
                    byte[] all = late ? files.getOrDefault(file, now) : now;
                    int end = (int) Math.min(all.length, offset + length);
                    int start = (int) Math.min(end, offset);
                    then.read(Bytes.copy(all, start, end));
                });
    }

    @Override
    public void write(String file, long offset, Bytes bytes) {
        if (full) {
            return;
        }
        byte[] before = files.getOrDefault(file, new byte[0]);
        int end = (int) Math.max(before.length, offset + bytes.size());
        byte[] after = Arrays.copyOf(before, end);
        System.arraycopy(bytes.toArray(), 0, after, (int) offset, bytes.size());
        files.put(file, after);
    }

    @Override
    public void changed(Replica replica) {}

    @Override
    public Spreading spreading() {
        return Spreading.NONE;
    }

    @Override
    public int send(long link, Message message) {
        throw new AssertionError("nobody is there");
    }

    @Override
    public void hangUp(long link, String reason) {}

    @Override
    public void known(long link) {}

    @Override
    public boolean diskHasRoom() {
        return true;
    }

    @Override
    public void dial(String address, @Nullable Bytes peer) {}

    @Override
    public void check(Bytes key, Bytes message, Bytes signature, Then<Boolean> then) {}

    @Override
    public void sign(Bytes message, @Nullable Bytes seed, Then<Bytes> then) {}

    @Override
    public void sync(Runnable then) {}

    @Override
    public void delete(String file) {}

    @Override
    public void wakeAt(long nanos) {}

    @Override
    public void report(Note note) {
        notes.add(note);
    }

    @Override
    public @Nullable Session session(long link) {
        return null;
    }

    @Override
    public Collection<Session> sessions() {
        return List.of();
    }

    @Override
    public boolean mayWrite(PeerId peer) {
        return true;
    }

    @Override
    public List<PeerId> writers() {
        return List.of();
    }

    @Override
    public boolean mayKnock() {
        return false;
    }

    @Override
    public Acceptance accepted(PeerId peer) {
        return new Acceptance.Unlimited();
    }

    @Override
    public void appended(Replica in, int chain, Change change, Bytes hash) {}
}
