package kith.identity;

import java.util.List;
import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// A peer: the 32 bytes of its Ed25519 public key, as RFC 8032 section 5.1.5 encodes it.
///
/// That the bytes are a point of the curve is not checked here: nobody can sign for what is none.
public record PeerId(Bytes key) implements Comparable<PeerId> {
    public static final int SIZE_BYTES = 32;

    /// 256 bits at five a character.
    public static final int TEXT_CHARS = 52;

    /// 40 bits: enough to tell apart the peers on one screen, never enough to trust.
    public static final int SHORT_CHARS = 8;

    /// The eight points whose order divides the cofactor, in their one canonical encoding. Why
    /// they matter: Chalkias, Garillot and Nikolaenko, *Taming the many EdDSAs* (2020). The values
    /// are computed in `docs/vectors/identity.py`.
    private static final List<Bytes> SMALL_ORDER =
            List.of(
                    Bytes.fromHex(
                            "0100000000000000000000000000000000000000000000000000000000000000"),
                    Bytes.fromHex(
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
                    Bytes.fromHex(
                            "0000000000000000000000000000000000000000000000000000000000000000"),
                    Bytes.fromHex(
                            "0000000000000000000000000000000000000000000000000000000000000080"),
                    Bytes.fromHex(
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
                    Bytes.fromHex(
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
                    Bytes.fromHex(
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
                    Bytes.fromHex(
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"));

    public PeerId {
        require32(key, "a peer id");
    }

    public static PeerId parse(String text) {
        return new PeerId(parse32(text, "a peer id"));
    }

    public static PeerId read(Reader in) {
        return new PeerId(in.bytes(SIZE_BYTES));
    }

    public void write(Writer out) {
        out.bytes(key);
    }

    public String text() {
        return Base32.encode(key);
    }

    public String shortText() {
        return text().substring(0, SHORT_CHARS);
    }

    /// Whether anybody can sign for this key: a host's check answers false for it.
    public boolean hasSmallOrder() {
        return SMALL_ORDER.contains(key);
    }

    @Override
    public int compareTo(PeerId other) {
        return key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return text();
    }

    /// The 32 bytes of a key or a hash in their text form; `what` names it in the error.
    static Bytes parse32(String text, String what) {
        if (text.length() != TEXT_CHARS) {
            throw new Malformed(
                    what + " has " + text.length() + " characters, expected " + TEXT_CHARS);
        }
        try {
            return Base32.decode(text);
        } catch (Malformed e) {
            throw new Malformed("not " + what + ": " + e.getMessage());
        }
    }

    static Bytes require32(Bytes bytes, String what) {
        if (bytes.size() != SIZE_BYTES) {
            throw new Malformed(what + " has " + bytes.size() + " bytes, expected " + SIZE_BYTES);
        }
        return bytes;
    }
}
