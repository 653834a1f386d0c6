package kith.lab.bench.tab;

import kith.lab.bench.text.KithText;
import kith.lab.bench.text.TextReplica;
import org.teavm.jso.JSExport;
import org.teavm.jso.typedarrays.Int8Array;

/// A text for a script, in the words of [TextReplica].
public final class TextInTab {
    private final TextReplica replica;

    @JSExport
    public TextInTab(int author) {
        replica = new KithText().create(author);
    }

    @JSExport
    public void splice(int at, int deleted, String inserted) {
        replica.splice(at, deleted, inserted);
    }

    @JSExport
    public void commit() {
        replica.commit();
    }

    @JSExport
    public Int8Array update() {
        return Int8Array.copyFromJavaArray(replica.update());
    }

    @JSExport
    public void receive(Int8Array update) {
        replica.receive(update.copyToJavaArray());
    }

    @JSExport
    public Int8Array history() {
        return Int8Array.copyFromJavaArray(replica.history());
    }

    @JSExport
    public Int8Array save() {
        return Int8Array.copyFromJavaArray(replica.save());
    }

    @JSExport
    public String text() {
        return replica.text();
    }
}
