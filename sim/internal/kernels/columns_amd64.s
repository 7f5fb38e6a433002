//go:build !purego

#include "textflag.h"

// Constants of exp2 (fastmath.go), twice over for two lanes.

DATA one<>+0(SB)/8, $1.0
DATA one<>+8(SB)/8, $1.0
GLOBL one<>(SB), RODATA|NOPTR, $16
DATA minusLog2E<>+0(SB)/8, $-1.44269504088896340735992468100189214
DATA minusLog2E<>+8(SB)/8, $-1.44269504088896340735992468100189214
GLOBL minusLog2E<>(SB), RODATA|NOPTR, $16
DATA round<>+0(SB)/8, $6755399441055744.0
DATA round<>+8(SB)/8, $6755399441055744.0
GLOBL round<>(SB), RODATA|NOPTR, $16
DATA ln2<>+0(SB)/8, $0.693147180559945309417232121458176568
DATA ln2<>+8(SB)/8, $0.693147180559945309417232121458176568
GLOBL ln2<>(SB), RODATA|NOPTR, $16
DATA c2<>+0(SB)/8, $0.5
DATA c2<>+8(SB)/8, $0.5
GLOBL c2<>(SB), RODATA|NOPTR, $16
DATA c3<>+0(SB)/8, $0x3fc5555555555555
DATA c3<>+8(SB)/8, $0x3fc5555555555555
GLOBL c3<>(SB), RODATA|NOPTR, $16
DATA c4<>+0(SB)/8, $0x3fa5555555555555
DATA c4<>+8(SB)/8, $0x3fa5555555555555
GLOBL c4<>(SB), RODATA|NOPTR, $16
DATA c5<>+0(SB)/8, $0x3f81111111111111
DATA c5<>+8(SB)/8, $0x3f81111111111111
GLOBL c5<>(SB), RODATA|NOPTR, $16
DATA c6<>+0(SB)/8, $0x3f56c16c16c16c17
DATA c6<>+8(SB)/8, $0x3f56c16c16c16c17
GLOBL c6<>(SB), RODATA|NOPTR, $16
DATA c7<>+0(SB)/8, $0x3f2a01a01a01a01a
DATA c7<>+8(SB)/8, $0x3f2a01a01a01a01a
GLOBL c7<>(SB), RODATA|NOPTR, $16
DATA c8<>+0(SB)/8, $0x3efa01a01a01a01a
DATA c8<>+8(SB)/8, $0x3efa01a01a01a01a
GLOBL c8<>(SB), RODATA|NOPTR, $16
DATA c9<>+0(SB)/8, $0x3ec71de3a556c734
DATA c9<>+8(SB)/8, $0x3ec71de3a556c734
GLOBL c9<>(SB), RODATA|NOPTR, $16

// func dotsSSE(near, interests, vectors *float32, ads *int32, n, dims int)
//
// The lanes of X0 are the four sums of dot32.
TEXT ·dotsSSE(SB), NOSPLIT, $0-48
	MOVQ near+0(FP), DI
	MOVQ interests+8(FP), SI
	MOVQ vectors+16(FP), BX
	MOVQ ads+24(FP), R8
	MOVQ n+32(FP), CX
	MOVQ dims+40(FP), R9
	MOVQ R9, R10
	SHLQ $2, R10              // bytes of a vector
	MOVQ R10, R11
	ANDQ $-16, R11            // and of its blocks of four
	TESTQ CX, CX
	JE   done
	CMPQ R9, $16
	JE   sixteen
candidate:
	MOVLQSX (R8), AX
	IMULQ R10, AX
	ADDQ BX, AX               // the ad's vector
	XORPS X0, X0
	XORQ DX, DX
	TESTQ R11, R11
	JE   rest
block:
	MOVUPS (SI)(DX*1), X1
	MOVUPS (AX)(DX*1), X2
	MULPS X2, X1
	ADDPS X1, X0
	ADDQ $16, DX
	CMPQ DX, R11
	JLT  block
rest:
	CMPQ DX, R10              // what four do not divide goes into the first sum
	JGE  sum
	MOVSS (SI)(DX*1), X1
	MOVSS (AX)(DX*1), X2
	MULSS X2, X1
	ADDSS X1, X0
	ADDQ $4, DX
	JMP  rest
sum:
	MOVAPS X0, X1
	SHUFPS $0xB1, X1, X1      // s1 s0 s3 s2
	ADDPS X1, X0              // s0+s1 . s2+s3 .
	MOVHLPS X0, X1
	ADDSS X1, X0
	MOVSS X0, (DI)
	ADDQ $4, R8
	ADDQ $4, DI
	DECQ CX
	JNE  candidate
	RET
sixteen:
	MOVUPS (SI), X8
	MOVUPS 16(SI), X9
	MOVUPS 32(SI), X10
	MOVUPS 48(SI), X11
candidate16:
	MOVLQSX (R8), AX
	SHLQ $6, AX
	ADDQ BX, AX
	MOVUPS (AX), X0
	MOVUPS 16(AX), X1
	MOVUPS 32(AX), X2
	MOVUPS 48(AX), X3
	MULPS X8, X0
	MULPS X9, X1
	MULPS X10, X2
	MULPS X11, X3
	ADDPS X1, X0
	ADDPS X2, X0
	ADDPS X3, X0
	MOVAPS X0, X1
	SHUFPS $0xB1, X1, X1
	ADDPS X1, X0
	MOVHLPS X0, X1
	ADDSS X1, X0
	MOVSS X0, (DI)
	ADDQ $4, R8
	ADDQ $4, DI
	DECQ CX
	JNE  candidate16
done:
	RET

// The largest |x| for which exp2 stays within the range of its series, and what clears a sign.

DATA widest<>+0(SB)/8, $690.0
DATA widest<>+8(SB)/8, $690.0
GLOBL widest<>(SB), RODATA|NOPTR, $16
DATA unsigned<>+0(SB)/8, $0x7fffffffffffffff
DATA unsigned<>+8(SB)/8, $0x7fffffffffffffff
GLOBL unsigned<>(SB), RODATA|NOPTR, $16

// func sigmoidsSSE(x *float64, pairs int) (done int)
//
// Two lanes of sigmoid(x) = 1/(1+exp2(-x log2 e)), operation by operation as in fastmath.go, up to the first pair of which a lane is not
// a number or beyond widest.
TEXT ·sigmoidsSSE(SB), NOSPLIT, $0-24
	MOVQ x+0(FP), DI
	MOVQ pairs+8(FP), CX
	MOVUPD minusLog2E<>(SB), X15
	MOVUPD round<>(SB), X14
	MOVUPD ln2<>(SB), X13
	MOVUPD one<>(SB), X12
	TESTQ CX, CX
	JE   end
pair:
	MOVUPD (DI), X0
	MOVUPD unsigned<>(SB), X11
	ANDPD X0, X11
	MOVUPD widest<>(SB), X10
	CMPPD X10, X11, 6         // not |x| <= widest, lane by lane
	MOVMSKPD X11, AX
	TESTL AX, AX
	JNE  end
	MULPD X15, X0             // y = -x log2 e
	MOVAPD X0, X1
	ADDPD X14, X1             // y + round: its low bits are the integer part n
	MOVAPD X1, X2
	SUBPD X14, X2             // n
	SUBPD X2, X0
	MULPD X13, X0             // r = (y-n) ln 2
	MOVAPD X0, X3
	MULPD X3, X3              // r2
	MOVAPD X3, X4
	MULPD X4, X4              // r4
	MOVUPD c3<>(SB), X5
	MULPD X0, X5
	MOVUPD c2<>(SB), X11
	ADDPD X11, X5             // 1/2 + r/6
	MULPD X3, X5
	MOVAPD X0, X6
	ADDPD X12, X6             // 1 + r
	ADDPD X6, X5              // (1+r) + r2 (1/2 + r/6)
	MOVUPD c5<>(SB), X7
	MULPD X0, X7
	MOVUPD c4<>(SB), X11
	ADDPD X11, X7             // 1/24 + r/120
	MOVUPD c7<>(SB), X8
	MULPD X0, X8
	MOVUPD c6<>(SB), X11
	ADDPD X11, X8             // 1/720 + r/5040
	MULPD X3, X8
	ADDPD X8, X7
	MOVUPD c9<>(SB), X9
	MULPD X0, X9
	MOVUPD c8<>(SB), X11
	ADDPD X11, X9             // 1/40320 + r/362880
	MULPD X4, X9
	ADDPD X9, X7
	MULPD X4, X7
	ADDPD X7, X5              // p
	PSLLQ $52, X1             // n in the exponent's place
	PADDQ X1, X5              // p 2^n: p lies in [0.7, 1.42], so its exponent has room
	ADDPD X12, X5
	MOVAPD X12, X6
	DIVPD X5, X6
	MOVUPD X6, (DI)
	ADDQ $16, DI
	DECQ CX
	JNE  pair
end:
	MOVQ pairs+8(FP), AX
	SUBQ CX, AX
	MOVQ AX, done+16(FP)
	RET
