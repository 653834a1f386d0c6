/// Who is who: keys, boards, invitations, and who belongs.
package kith.identity;
