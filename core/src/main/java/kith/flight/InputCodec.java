package kith.flight;

import kith.Input;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// The bytes of an input in a recording.
public final class InputCodec {
    private static final int TEXT_BYTES_MAX = 1 << 20;

    /// Frames and pieces of the log are at most some megabytes.
    private static final int BYTES_MAX = 64 << 20;

    private final CommandCodec commands;

    public InputCodec(Hasher hasher) {
        this.commands = new CommandCodec(hasher);
    }

    public void write(Input input, Writer out) {
        switch (input) {
            case Input.LinkUp(long link, Bytes peer, boolean inbound, String address) ->
                    out.u8(1).varint(link).sized(peer).flag(inbound).string(address);
            case Input.LinkDown(long link, String reason) -> out.u8(2).varint(link).string(reason);
            case Input.Received(long link, Bytes frame) -> out.u8(3).varint(link).sized(frame);
            case Input.DialFailed(String address, String reason) ->
                    out.u8(4).string(address).string(reason);
            case Input.Signed(long ticket, Bytes signature) ->
                    out.u8(5).varint(ticket).sized(signature);
            case Input.Checked(long ticket, boolean good) -> out.u8(6).varint(ticket).flag(good);
            case Input.Synced(long ticket) -> out.u8(7).varint(ticket);
            case Input.Loaded(long ticket, Bytes bytes) -> out.u8(8).varint(ticket).sized(bytes);
            case Input.DiskFailed(String reason) -> out.u8(9).string(reason);
            case Input.Call call ->
                    commands.write(call.command(), out.u8(10).varint(call.ticket()));
            case Input.Wake() -> out.u8(11);
            case Input.NotLoaded(long ticket, boolean busy) -> out.u8(12).varint(ticket).flag(busy);
        }
    }

    public Input read(Reader in) {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Input.LinkUp(in.varint(), bytes(in), in.flag(), text(in));
            case 2 -> new Input.LinkDown(in.varint(), text(in));
            case 3 -> new Input.Received(in.varint(), bytes(in));
            case 4 -> new Input.DialFailed(text(in), text(in));
            case 5 -> new Input.Signed(in.varint(), bytes(in));
            case 6 -> new Input.Checked(in.varint(), in.flag());
            case 7 -> new Input.Synced(in.varint());
            case 8 -> new Input.Loaded(in.varint(), bytes(in));
            case 9 -> new Input.DiskFailed(text(in));
            case 10 -> new Input.Call(in.varint(), commands.read(in));
            case 11 -> new Input.Wake();
            case 12 -> new Input.NotLoaded(in.varint(), in.flag());
            default -> throw new Malformed("an input of kind " + kind);
        };
    }

    private static Bytes bytes(Reader in) {
        return in.sized(BYTES_MAX, "bytes");
    }

    private static String text(Reader in) {
        return in.string(TEXT_BYTES_MAX, "text");
    }
}
