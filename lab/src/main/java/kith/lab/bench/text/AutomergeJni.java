package kith.lab.bench.text;

import java.nio.ByteBuffer;
import org.automerge.ChangeHash;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;

/// Automerge for Java: its Rust, called through JNI.
public final class AutomergeJni implements TextSubject {
    private static final String NAME = "t";
    private static final int ACTOR_BYTES = 4;

    /// What all replicas begin with: the change that makes the text.
    private final byte[] empty;

    public AutomergeJni() {
        var document = new Document(new byte[ACTOR_BYTES]);
        try (var transaction = document.startTransaction()) {
            transaction.set(ObjectId.ROOT, NAME, ObjectType.TEXT);
            transaction.commit();
        }
        empty = document.save();
        document.free();
    }

    @Override
    public TextReplica create(int author) {
        var document = new Document(ByteBuffer.allocate(ACTOR_BYTES).putInt(author).array());
        document.applyEncodedChanges(empty);
        return new Replica(document);
    }

    @Override
    public TextReplica load(byte[] saved) {
        return new Replica(Document.load(saved));
    }

    @Override
    public int liveMax() {
        return 10_000;
    }

    @Override
    public int streamMax() {
        return 2_000;
    }

    /// With 200 replicas it takes more than five minutes.
    @Override
    public int authorsMax() {
        return 10;
    }

    private static final class Replica implements TextReplica {
        private final Document document;
        private final ObjectId text;
        private final ChangeHash[] begun;
        private @Nullable Transaction open;

        Replica(Document document) {
            this.document = document;
            text = document.get(ObjectId.ROOT, NAME).map(Replica::id).orElseThrow();
            begun = document.getHeads();
        }

        private static ObjectId id(org.automerge.AmValue value) {
            return ((org.automerge.AmValue.Text) value).getId();
        }

        @Override
        public void splice(int at, int deleted, String inserted) {
            if (open == null) {
                open = document.startTransaction();
            }
            open.spliceText(text, at, deleted, inserted);
        }

        @Override
        public void commit() {
            if (open != null) {
                open.commit();
                open = null;
            }
        }

        @Override
        public byte[] update() {
            var before = document.getHeads();
            commit();
            return document.encodeChangesSince(before);
        }

        @Override
        public void receive(byte[] update) {
            document.applyEncodedChanges(update);
        }

        @Override
        public byte[] history() {
            return document.encodeChangesSince(begun);
        }

        @Override
        public byte[] save() {
            return document.save();
        }

        @Override
        public String text() {
            return document.text(text).orElseThrow();
        }

        @Override
        public void close() {
            document.free();
        }
    }
}
