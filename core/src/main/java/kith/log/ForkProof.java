package kith.log;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Headers.Header;

/// Two changes with one sequence number in one chain, and their author's signature over both.
///
/// An author signs heads, not changes: so each branch brings the headers from its first change to
/// the next change that has a head. Each header names the hash of the one before it, so a signature
/// over the last is one over the first; and both first headers name the same change before them, so
/// the proof also says where the branches part, and vouches for the chain up to there. Who has none
/// of the changes can check it.
///
/// `chain` is the chain as its author began it; where forks of forks are known, which branch this
/// one parts is found by the hash before it. `first` is the branch with the smaller hash, so that a
/// pair of branches has one proof for each pair of heads.
///
/// A record of this type has been bounded, not checked: `check`, then the signatures in `signed`.
///
/// Source: Kleppmann and Howard, *Byzantine Eventual Consistency* (a hash graph makes
/// equivocation visible). changed: the pair is kept as evidence that travels alone.
///
/// Nothing sends one yet: two peers who share the space find a fork by comparing hashes, and each
/// gets the other's branch (`kith.sync.Forks`). The proof is for those who hold neither.
public record ForkProof(ChainId chain, Branch first, Branch second) {
    /// The most headers of one branch. Heads are kept one to 64 KiB of chain, at 16 bytes a change:
    /// 4,096 changes, and a run of 10,000 at most in between.
    public static final int HEADERS_MAX = 16_384;

    /// The most bytes of a proof: one record of the store. An author that names a thousand deps in
    /// thousands of changes between two heads forks without a proof that travels; who holds both
    /// branches still knows it.
    public static final int BYTES_MAX = 1 << 20;

    /// The headers of one branch from the change that is twice there up to a signed one, and the
    /// signature over that.
    public record Branch(List<Header> headers, Bytes signature) {
        public Branch {
            headers = List.copyOf(headers);
            if (headers.isEmpty()
                    || headers.size() > HEADERS_MAX
                    || signature.size() != Head.SIGNATURE_BYTES) {
                throw new IllegalArgumentException(
                        "no branch: "
                                + headers.size()
                                + " headers, signature of "
                                + signature.size());
            }
        }

        Header start() {
            return headers.getFirst();
        }

        int headSeq() {
            return headers.getLast().seq();
        }
    }

    /// A signature that must hold before the proof is believed.
    public record Signed(Bytes key, Bytes message, Bytes signature) {}

    public ForkProof {
        if (chain.branch().size() > 0) {
            throw new IllegalArgumentException("a proof names the chain as it began: " + chain);
        }
    }

    /// The proof from two branches in any order; [Malformed] when they do not make one.
    public static ForkProof of(ChainId chain, Branch one, Branch other, Headers headers) {
        boolean inOrder = headers.hash(one.start()).compareTo(headers.hash(other.start())) < 0;
        var root = new ChainId(chain.author(), chain.incarnation(), Bytes.EMPTY);
        var proof = new ForkProof(root, inOrder ? one : other, inOrder ? other : one);
        proof.check(headers);
        return proof;
    }

    /// The sequence number that is there twice.
    public int seq() {
        return first.start().seq();
    }

    /// The hash of the change before it, or the genesis.
    public Bytes prev() {
        return first.start().prev();
    }

    /// The names of the two branches, smaller hash first.
    public List<ChainId> branches(Headers headers) {
        return List.of(
                new ChainId(chain.author(), chain.incarnation(), headers.hash(first.start())),
                new ChainId(chain.author(), chain.incarnation(), headers.hash(second.start())));
    }

    /// Checks everything but the signatures: two different changes after one, each under its head.
    /// [Malformed] says what is wrong.
    public void check(Headers headers) {
        check(first, headers);
        check(second, headers);
        if (second.start().seq() != seq() || !second.start().prev().equals(prev())) {
            throw new Malformed("the branches do not begin after the same change");
        }
        if (headers.hash(first.start()).compareTo(headers.hash(second.start())) >= 0) {
            throw new Malformed("the branches begin alike, or the greater is first");
        }
    }

    private static void check(Branch branch, Headers headers) {
        Header before = branch.start();
        for (Header header : branch.headers().subList(1, branch.headers().size())) {
            if (header.seq() != before.seq() + 1
                    || header.time() <= before.time()
                    || !header.prev().equals(headers.hash(before))) {
                throw new Malformed("header of change " + header.seq() + " does not follow");
            }
            before = header;
        }
    }

    /// The two signatures of the proof.
    public List<Signed> signed(Bytes space, Headers headers) {
        return List.of(signed(space, first, headers), signed(space, second, headers));
    }

    private Signed signed(Bytes space, Branch branch, Headers headers) {
        Bytes hash = headers.hash(branch.headers().getLast());
        Bytes message = Headers.headMessage(space, chain.incarnation(), branch.headSeq(), hash);
        return new Signed(chain.author(), message, branch.signature());
    }

    /// Writes `author incarnation branch branch`, where a branch is `count header* signature`.
    public void write(Writer out) {
        int start = out.size();
        out.bytes(chain.author()).varint(chain.incarnation());
        write(out, first);
        write(out, second);
        if (out.size() - start > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a proof of " + (out.size() - start) + " bytes, at most " + BYTES_MAX);
        }
    }

    private static void write(Writer out, Branch branch) {
        out.varint(branch.headers().size());
        for (Header header : branch.headers()) {
            header.write(out);
        }
        out.bytes(branch.signature());
    }

    /// Reads what `write` wrote, up to the end.
    public static ForkProof read(Reader in) {
        if (in.remaining() > BYTES_MAX) {
            throw new Malformed("a proof of " + in.remaining() + " bytes, at most " + BYTES_MAX);
        }
        Bytes author = in.bytes(ChainId.AUTHOR_BYTES);
        long incarnation = in.varint();
        if (incarnation < 0) {
            throw new Malformed("incarnation over 63 bits before " + in.position());
        }
        Branch first = readBranch(in);
        Branch second = readBranch(in);
        in.expectEnd();
        return new ForkProof(new ChainId(author, incarnation, Bytes.EMPTY), first, second);
    }

    private static Branch readBranch(Reader in) {
        int count = in.count(HEADERS_MAX, "number of headers");
        if (count < 1) {
            throw new Malformed("a branch without a header before " + in.position());
        }
        var headers = new ArrayList<Header>();
        for (int i = 0; i < count; i++) {
            headers.add(Header.read(in));
        }
        return new Branch(headers, in.bytes(Head.SIGNATURE_BYTES));
    }
}
