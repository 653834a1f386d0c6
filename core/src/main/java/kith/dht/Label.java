package kith.dht;

import kith.lang.Utf8;
import kith.lang.Writer;

/// What a hash or a signature of the directory is about: its first bytes, ended by a zero, so that
/// what is signed for one purpose is nothing for another.
enum Label {
    PLACE("kith/place/1"),
    KEY("kith/key/1"),
    RECORD("kith/record/1"),
    ANSWER("kith/answer/1");

    private final byte[] text;

    Label(String text) {
        this.text = Utf8.encode(text);
    }

    Writer begin() {
        return new Writer(256).bytes(text, 0, text.length).u8(0);
    }
}
