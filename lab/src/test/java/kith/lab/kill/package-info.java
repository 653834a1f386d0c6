/// The real thing: peers as processes, killed at random moments under load.
///
/// **What it is.** What the simulator proves holds for a model of a disk and of a network. Here a
/// peer is started as a user starts it, clients write to it over HTTP, it is killed by the system
/// (SIGKILL), and the same home is opened again. What the page cache of the system does not lose,
/// a killed process does not lose either, so this is no test of power losses; it is the test of
/// what lies between the engine and the system: threads, queues, files, sockets.
///
/// **What is checked.** Each client writes below a path of its own, one request after the other,
/// and knows what its subtree must show after each of them ([Writer]). After a restart the subtree
/// must be as after some request that is not before the last acknowledged and not behind the last
/// sent: that says at once that nothing acknowledged is lost, that nothing was half done, that
/// nothing was done twice, and that no earlier write is missing before a later one. One counter is
/// shared by all and added to in one transaction with a counter of each client's own, so that the
/// sums must agree at any time.
///
/// **Chance.** What is written, and when a kill comes, follows from a seed that every failure
/// names. The moment itself is a matter of the machine: a seed gives the same writes, and about the
/// same moment.
package kith.lab.kill;
