/// Queries: which cells of a space hold what somebody looks for, asked of other peers and answered
/// from what is here.
///
/// *The problem.* Who asks is somebody else: what it sends must not run here, must not be answered
/// with more than it may read, and must not keep this peer busy.
///
/// *The idea.* A query is data: a pattern of names, conditions on what stands below, a limit. It is
/// about one space, by the number that the space has on the link, so that only who shares a space
/// can ask about it. An answer is a page: a bounded number of cells is looked at and of bytes is
/// found, and the page says behind which cell to go on. So who answers keeps nothing between two
/// pages, who asks is told as pages come, and one page for each link is on its way at a time.
///
/// Begin with [Inquiry], then [Asking].
package kith.replica.query;
