package kith.node.nearby;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// A message of multicast DNS, as far as it is about peers: the question who is there, and the
/// answer of one of them. What else is said on a network is passed over.
///
/// An answer has the four records of DNS-SD: the pointer to an instance of the service, its port,
/// its text (the [Announcement]), and an address, so that other programs can show it. The formats
/// are those of RFC 1035, 4.1, and RFC 2782. What is wrong with a message is [Malformed].
final class Packet {
    /// RFC 6762, 17.
    static final int BYTES_MAX = 9_000;

    /// In one message. Guess: a printer says some ten of itself.
    static final int RECORDS_MAX = 256;

    static final String SERVICE = "_kith._tcp.local";

    private static final String KEY = "k=";
    private static final int LABEL_BYTES_MAX = 63;
    private static final int NAME_BYTES_MAX = 255;

    /// As many labels as a name has room for.
    static final int JUMPS_MAX = NAME_BYTES_MAX / 2;

    private static final int TTL_SECONDS = 120;

    private static final int TYPE_A = 1;
    private static final int TYPE_PTR = 12;
    private static final int TYPE_TXT = 16;
    private static final int TYPE_SRV = 33;
    private static final int TYPE_ANY = 255;
    private static final int CLASS_IN = 1;

    /// Of a record that only one says: it replaces what was said before (RFC 6762, 10.2).
    private static final int CLASS_IN_ALONE = 0x8001;

    /// QR and AA.
    private static final int FLAGS_ANSWER = 0x8400;

    private final byte[] packet;
    private final Reader in;

    /// What a message says of peers.
    ///
    /// @param asks whether it asks who is there
    record Heard(boolean asks, List<Announcement> told) {}

    private Packet(byte[] packet) {
        this.packet = packet;
        this.in = new Reader(packet);
    }

    // What is said

    static Bytes question() {
        var out = header(0, 1, 0);
        name(out, SERVICE);
        return u16(u16(out, TYPE_PTR), CLASS_IN).toBytes();
    }

    /// @param address of the interface over which it is said, as four bytes
    static Bytes answer(Announcement told, Bytes address) {
        String instance = told.salt().hex() + "." + SERVICE;
        String host = told.salt().hex() + ".local";
        var out = header(FLAGS_ANSWER, 0, 4);
        record(out, SERVICE, TYPE_PTR, CLASS_IN, name(new Writer(), instance));
        var where = u16(u16(u16(new Writer(), 0), 0), told.port());
        record(out, instance, TYPE_SRV, CLASS_IN_ALONE, name(where, host));
        var text = new Writer().bytes(Bytes.wrap(Utf8.encode(KEY))).bytes(told.bytes());
        var string = new Writer().u8(text.size()).bytes(text.toBytes());
        record(out, instance, TYPE_TXT, CLASS_IN_ALONE, string);
        record(out, host, TYPE_A, CLASS_IN_ALONE, new Writer().bytes(address));
        return out.toBytes();
    }

    private static Writer header(int flags, int questions, int answers) {
        var out = u16(u16(new Writer(512), 0), flags);
        return u16(u16(u16(u16(out, questions), answers), 0), 0);
    }

    private static void record(Writer out, String name, int type, int kind, Writer body) {
        u16(u16(name(out, name), type), kind).u32(TTL_SECONDS);
        u16(out, body.size()).bytes(body.toBytes());
    }

    private static Writer name(Writer out, String name) {
        for (String label : name.split("\\.")) {
            out.u8(label.length()).bytes(Bytes.wrap(Utf8.encode(label)));
        }
        return out.u8(0);
    }

    private static Writer u16(Writer out, int value) {
        return out.u8(value >>> 8).u8(value & 0xff);
    }

    // What is heard

    static Heard read(byte[] packet) {
        return new Packet(packet).read();
    }

    private Heard read() {
        u16(in); // a number, of no use here
        boolean answers = (u16(in) & 0x8000) != 0;
        int questions = u16(in);
        int records = u16(in) + u16(in) + u16(in);
        if (questions + records > RECORDS_MAX) {
            throw new Malformed(questions + " questions and " + records + " records");
        }
        boolean asks = false;
        for (int i = 0; i < questions; i++) {
            boolean service = name().equals(SERVICE);
            int type = u16(in);
            u16(in); // its class
            asks |= service && (type == TYPE_PTR || type == TYPE_ANY);
        }
        return new Heard(asks && !answers, answers ? told(records) : List.of());
    }

    private List<Announcement> told(int records) {
        var ports = new TreeMap<String, Integer>();
        var texts = new TreeMap<String, Reader>();
        for (int i = 0; i < records; i++) {
            String name = name();
            int type = u16(in);
            u16(in); // its class
            boolean gone = in.u32() == 0;
            Reader body = in.sub(u16(in));
            boolean ours = name.endsWith("." + SERVICE) && !gone;
            if (ours && type == TYPE_SRV) {
                body.skip(4); // priority and weight
                ports.put(name, u16(body));
            } else if (ours && type == TYPE_TXT) {
                texts.put(name, body);
            }
        }
        var told = new ArrayList<Announcement>();
        ports.forEach(
                (name, port) -> {
                    Reader said = said(texts.get(name));
                    if (said != null) {
                        told.add(Announcement.read(said, port));
                    }
                });
        return told;
    }

    /// What follows on our key in a text.
    private static @Nullable Reader said(@Nullable Reader text) {
        while (text != null && !text.atEnd()) {
            Reader string = text.sub(text.u8());
            if (string.remaining() >= KEY.length()
                    && latin(string.bytes(KEY.length())).equals(KEY)) {
                return string;
            }
        }
        return null;
    }

    /// A name in lower case. A part of it may stand earlier in the message (RFC 1035, 4.1.4): each
    /// jump leads further to the front than the one before, and there are not many of them.
    private String name() {
        var name = new StringBuilder();
        Reader from = in;
        int before = in.position();
        int jumps = 0;
        for (int length = from.u8(); length != 0; length = from.u8()) {
            if (length >= 0xc0) {
                int to = (length & 0x3f) << 8 | from.u8();
                if (to >= before || ++jumps > JUMPS_MAX) {
                    throw new Malformed("a name that goes on behind itself, or in many pieces");
                }
                before = to;
                from = new Reader(packet, to, packet.length);
                continue;
            }
            if (length > LABEL_BYTES_MAX || name.length() + length >= NAME_BYTES_MAX) {
                throw new Malformed("a name that is too long");
            }
            name.append(name.isEmpty() ? "" : ".").append(latin(from.bytes(length)));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private static String latin(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
    }

    private static int u16(Reader in) {
        return in.u8() << 8 | in.u8();
    }
}
