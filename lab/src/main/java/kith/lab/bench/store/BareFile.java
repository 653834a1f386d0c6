package kith.lab.bench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file to which bytes are appended, and synced: nothing that is durable can be quicker.
public final class BareFile implements AutoCloseable {
    private final FileChannel channel;

    public BareFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /// Appends so many bytes in so many equal pieces, synced so often.
    public void append(long bytes, long pieces, long syncs) throws IOException {
        var piece = ByteBuffer.allocateDirect((int) (bytes / pieces));
        long each = pieces / syncs;
        for (long i = 1; i <= pieces; i++) {
            piece.clear();
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
            if (i % each == 0 || i == pieces) {
                channel.force(false);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
