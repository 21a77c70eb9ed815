;; Finds texts of which each begins behind a quotation mark. See needle-finder.ts.
;;
;; Memory from 0x00000: for each pair of bytes, the first as the lower one, whether a needle begins so; a byte each
;;             0x10000: needles: a mask and a value of eight bytes each; one stands where (bytes & mask) = value
;;             0x20000: hits: the place behind the quotation mark and the address of the needle, four bytes each
;;             0x80000: the text
(module
  (memory (export "memory") 48)

  ;; Looks behind the quotation marks from $text until $end, at most 64 kB, for the needles before $needlesEnd, of which the first
  ;; that stands there is a hit. Returns the end of the hits.
  (func (export "find") (param $text i32) (param $end i32) (param $needlesEnd i32) (result i32)
    (local $hits i32) (local $quotes i32) (local $at i32) (local $bytes i64) (local $needle i32)
    (local.set $hits (i32.const 0x20000))
    (loop $blocks
      (local.set $quotes
        (i8x16.bitmask (i8x16.eq (v128.load (local.get $text)) (i8x16.splat (i32.const 34)))))
      (block $blockDone
        (loop $quotesInBlock
          (br_if $blockDone (i32.eqz (local.get $quotes)))
          (local.set $at (i32.add (i32.add (local.get $text) (i32.ctz (local.get $quotes))) (i32.const 1)))
          (local.set $quotes (i32.and (local.get $quotes) (i32.sub (local.get $quotes) (i32.const 1))))
          (br_if $quotesInBlock (i32.eqz (i32.load8_u (i32.load16_u (local.get $at)))))
          (local.set $bytes (i64.load (local.get $at)))
          (local.set $needle (i32.const 0x10000))
          (loop $needles
            (if (i64.eq
                  (i64.and (local.get $bytes) (i64.load (local.get $needle)))
                  (i64.load offset=8 (local.get $needle)))
              (then
                (i32.store (local.get $hits) (local.get $at))
                (i32.store offset=4 (local.get $hits) (local.get $needle))
                (local.set $hits (i32.add (local.get $hits) (i32.const 8)))
                (br $quotesInBlock)))
            (local.set $needle (i32.add (local.get $needle) (i32.const 16)))
            (br_if $needles (i32.lt_u (local.get $needle) (local.get $needlesEnd))))
          (br $quotesInBlock)))
      (local.set $text (i32.add (local.get $text) (i32.const 16)))
      (br_if $blocks (i32.lt_u (local.get $text) (local.get $end))))
    (local.get $hits)))
