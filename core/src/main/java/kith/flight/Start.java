package kith.flight;

import java.util.ArrayList;
import java.util.List;
import kith.Config;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.About;
import kith.port.Limits;
import kith.port.Now;

/// What a recording begins with: which core took the steps, how the engine was configured, and when
/// it was opened.
///
/// @param core the version of the core; another one may take other steps
public record Start(String core, Config config, Now now) {
    /// The version of this core.
    public static final String CORE = "0.1.0";

    private static final int VERSION = 7;
    private static final int CORE_BYTES_MAX = 100;
    private static final int VERSIONS_MAX = 1_000;
    private static final int AGENT_BYTES_MAX = 1_000;

    /// Of an engine of this core.
    public Start(Config config, Now now) {
        this(CORE, config, now);
    }

    /// A recording that cannot be read, though it may be sound.
    public static final class Other extends RuntimeException {
        private static final long serialVersionUID = 1;

        Other(int version) {
            super("it is of format " + version + ", and this program reads " + VERSION);
        }
    }

    public void write(Writer out) {
        out.u8(VERSION).string(core).u64(now.nanos()).u64(now.wallMillis());
        out.bytes(config.self().key()).bytes(config.secret());
        out.string(config.about().agent()).string(config.about().device());
        out.string(config.about().region()).varint(config.about().can());
        out.varint(config.versions().size());
        config.versions().forEach(out::varint);
        out.varint(config.segmentBytes()).varint(config.meshLinks());
        for (long limit : numbers(config.limits())) {
            out.signed(limit);
        }
    }

    public static Start read(Reader in, Hasher hasher) {
        int version = in.u8();
        if (version != VERSION) {
            throw new Other(version);
        }
        String core = in.string(CORE_BYTES_MAX, "core");
        var now = new Now(in.u64(), in.u64());
        var self = new PeerId(in.bytes(PeerId.SIZE_BYTES));
        var secret = in.bytes(Config.SECRET_BYTES);
        String agent = in.string(AGENT_BYTES_MAX, "agent");
        String device = in.string(AGENT_BYTES_MAX, "device");
        String region = in.string(AGENT_BYTES_MAX, "region");
        int can = in.count(Integer.MAX_VALUE, "what it can");
        var about = new About(agent, device, region, can);
        List<Integer> versions = new ArrayList<>();
        int count = in.count(VERSIONS_MAX, "versions");
        for (int i = 0; i < count; i++) {
            versions.add(in.count(Integer.MAX_VALUE, "version"));
        }
        int segmentBytes = in.count(Integer.MAX_VALUE, "bytes of a segment");
        int meshLinks = in.count(Config.MESH_LINKS_MAX, "links of a mesh");
        Limits limits = limits(in);
        var config =
                new Config(self, secret, about, versions, hasher, limits, segmentBytes, meshLinks);
        return new Start(core, config, now);
    }

    private static long[] numbers(Limits limits) {
        return new long[] {
            limits.hashWindow(),
            limits.aheadMaxMillis(),
            limits.gatherNanos(),
            limits.creditBytes(),
            limits.tailBytes(),
            limits.loadBytes(),
            limits.linkBytesPerSecond(),
            limits.linkChangesPerSecond(),
            limits.memberStoredBytes(),
            limits.memberChanges(),
            limits.chainsMax(),
            limits.parkMaxNanos(),
            limits.checkpointBytes(),
            limits.diskQueueBytes(),
            limits.sketchHeadsMin(),
            limits.vouchesMin(),
            limits.gatherOpsMax(),
            limits.heartbeatNanos(),
            limits.staleNanos()
        };
    }

    private static Limits limits(Reader in) {
        try {
            return chosen(in);
        } catch (IllegalArgumentException nobodys) {
            throw new Malformed("limits that no peer has: " + nobodys.getMessage());
        }
    }

    private static Limits chosen(Reader in) {
        return Limits.DEFAULT.with(
                choice -> {
                    choice.hashWindow = (int) in.signed();
                    choice.aheadMaxMillis = in.signed();
                    choice.gatherNanos = in.signed();
                    choice.creditBytes = (int) in.signed();
                    choice.tailBytes = (int) in.signed();
                    choice.loadBytes = (int) in.signed();
                    choice.linkBytesPerSecond = in.signed();
                    choice.linkChangesPerSecond = in.signed();
                    choice.memberStoredBytes = in.signed();
                    choice.memberChanges = in.signed();
                    choice.chainsMax = (int) in.signed();
                    choice.parkMaxNanos = in.signed();
                    choice.checkpointBytes = in.signed();
                    choice.diskQueueBytes = in.signed();
                    choice.sketchHeadsMin = (int) in.signed();
                    choice.vouchesMin = (int) in.signed();
                    choice.gatherOpsMax = (int) in.signed();
                    choice.heartbeatNanos = in.signed();
                    choice.staleNanos = in.signed();
                });
    }
}
