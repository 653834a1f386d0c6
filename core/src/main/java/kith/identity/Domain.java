package kith.identity;

import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.lang.Writer;

/// What a hash or a signature is about: its first bytes are the label and one zero byte.
///
/// Without it a signature given for one purpose could be shown for another whose message has the
/// same bytes. The zero byte ends the label, so that no label with its message is the beginning of
/// another.
enum Domain {
    FOUNDING("kith/founding/1"),
    BOARD("kith/board/1"),
    SPACE("kith/space/1"),
    INVITATION("kith/invitation/1"),
    INVITATION_ID("kith/invitation-id/1"),
    INVITE_KEY("kith/invite-key/1"),
    ADMISSION("kith/admission/1"),
    CONSENT("kith/consent/1"),
    ADMISSION_ID("kith/admission-id/1"),
    LINK("kith/link/1"),
    PARTITION("kith/partition/1");

    final String label;

    Domain(String label) {
        this.label = label;
    }

    /// A message that begins with the label.
    Writer begin() {
        var ascii = Utf8.encode(label);
        return new Writer(256).bytes(ascii, 0, ascii.length).u8(0);
    }

    static Bytes hash(Writer message, Hasher hasher) {
        return hasher.sha256(message.shared(), 0, message.size());
    }
}
