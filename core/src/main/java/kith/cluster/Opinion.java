package kith.cluster;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;

/// What a member has measured of those that it observes, signed, so that a leader can pass it on
/// and cannot change it.
///
/// @param number a later one of the same observer has a larger one
public record Opinion(PeerId observer, long number, List<Of> subjects, Bytes signature) {
    /// Bytes of an id by which a subject is named: enough among the members of a cluster.
    static final int NAME_BYTES = 8;

    private static final String LABEL = "kith/cluster/opinion/1";

    /// @param name the first bytes of its id
    public record Of(Bytes name, Measures measures) {}

    public Opinion {
        subjects = List.copyOf(subjects);
    }

    static Bytes name(PeerId peer) {
        return peer.key().slice(0, NAME_BYTES);
    }

    /// What is signed.
    Bytes statement(BoardId board) {
        var out = new Writer().string(LABEL);
        board.write(out);
        observer.write(out);
        body(out);
        return out.toBytes();
    }

    private void body(Writer out) {
        out.varint(number).varint(subjects.size());
        for (Of one : subjects) {
            out.bytes(one.name);
            one.measures.write(out);
        }
    }

    Opinion signed(Bytes by) {
        return new Opinion(observer, number, subjects, by);
    }

    void write(Writer out) {
        observer.write(out);
        body(out);
        out.bytes(signature);
    }

    static Opinion read(Reader in) {
        PeerId observer = PeerId.read(in);
        long number = ClusterMessage.number(in);
        int count = in.count(Opinions.SUBJECTS, "number of subjects");
        var subjects = new ArrayList<Of>();
        for (int i = 0; i < count; i++) {
            subjects.add(new Of(in.bytes(NAME_BYTES), Measures.read(in)));
        }
        return new Opinion(observer, number, subjects, in.bytes(Check.SIGNATURE_BYTES));
    }
}
