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

    private final String text;

    Label(String text) {
        this.text = text;
    }

    Writer begin() {
        byte[] ascii = Utf8.encode(text);
        return new Writer(256).bytes(ascii, 0, ascii.length).u8(0);
    }
}
