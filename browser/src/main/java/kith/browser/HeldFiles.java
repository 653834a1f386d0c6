package kith.browser;

import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.store.Disk;
import kith.store.MemoryDisk;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.typedarrays.Uint8Array;

/// The files of a home, held in memory while the engine opens it.
///
/// A browser reads files later, and [kith.Engine#open] reads at once. So the script hands all files
/// in, and what opening changes is handed to the [Host] in the same order: it cuts a torn tail, and
/// deletes what is no part of the store. Afterwards the engine asks by effects, and this is
/// dropped.
final class HeldFiles implements Disk {
    private final MemoryDisk files = new MemoryDisk();
    private final Host host;

    /// `from`: an array of `{name, bytes}`.
    HeldFiles(JSArray<?> from, Host host) {
        this.host = host;
        for (int i = 0; i < from.getLength(); i++) {
            JSObject file = (JSObject) from.get(i);
            var bytes = (Uint8Array) Script.field(file, "bytes");
            files.put(Script.text(Script.field(file, "name")), Script.bytes(bytes).shared());
        }
    }

    /// The files as they are now, for a trace.
    MemoryDisk copy() {
        return files.copy();
    }

    @Override
    public List<String> list() {
        return files.list();
    }

    @Override
    public long size(String file) {
        return files.size(file);
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        return files.read(file, offset, length);
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        files.write(file, offset, from, start, end);
        byte[] written = Arrays.copyOfRange(from, start, end);
        host.write(file, (double) offset, Script.of(Bytes.wrap(written)));
    }

    /// The ticket that nobody waits for. That the script keeps the order is enough: nothing is
    /// promised to anybody before the home is open.
    @Override
    public void sync() {
        host.sync(0);
    }

    @Override
    public void truncate(String file, long size) {
        files.truncate(file, size);
        host.truncate(file, (double) size);
    }

    @Override
    public void delete(String file) {
        files.delete(file);
        host.delete(file);
    }
}
