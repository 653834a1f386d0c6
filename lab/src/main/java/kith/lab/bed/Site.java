package kith.lab.bed;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/// Where the peers of a bed are, with what is between them. Hosts are counted from 0; -1 is any.
sealed interface Site extends AutoCloseable permits Networks, Relays {
    /// What it is, for people.
    String words();

    int hosts();

    /// Does something where that host is: what is opened or started belongs there.
    <T> T at(int host, Callable<T> task) throws IOException;

    /// The options of `kith up` that say where that host listens, and what it tells of it.
    List<String> listening(int host) throws IOException;

    /// Changes one property of the ways from one host to another; see [Shape#with].
    void shape(int from, int to, String property, double value);

    /// Nothing passes from one to the other, or everything again.
    void cut(int from, int to, boolean is);

    /// What passed.
    String traffic();

    @Override
    void close() throws IOException;
}
