;; Finds texts that begin behind a quotation mark, and texts that end before one. See needle-finder.ts.
;;
;; Memory from 0x00000: for each pair of bytes, the first as the lower one, whether a text begins so; a byte each
;;             0x10000: whether a text ends so
;;             0x20000: texts, each as a mask and a value of eight bytes; one stands where (bytes & mask) = value
;;             0x30000: hits: the place behind the quotation mark and the address of the text, four bytes each
;;             0x80000: the text in which to look, with eight bytes before it that are no part of it
(module
  (memory (export "memory") 48)
  (global $hits (mut i32) (i32.const 0))

  ;; Adds a hit for the first of the texts from $needle until $end that stands in $bytes.
  (func $match (param $at i32) (param $bytes i64) (param $needle i32) (param $end i32)
    (block $done
      (loop $needles
        (br_if $done (i32.ge_u (local.get $needle) (local.get $end)))
        (if (i64.eq
              (i64.and (local.get $bytes) (i64.load (local.get $needle)))
              (i64.load offset=8 (local.get $needle)))
          (then
            (i32.store (global.get $hits) (local.get $at))
            (i32.store offset=4 (global.get $hits) (local.get $needle))
            (global.set $hits (i32.add (global.get $hits) (i32.const 8)))
            (br $done)))
        (local.set $needle (i32.add (local.get $needle) (i32.const 16)))
        (br $needles))))

  ;; Looks at the quotation marks from $text until $end, at most 32 kB, for the texts that begin there, which stand before
  ;; $endings, and those that end there, which stand from there until $needlesEnd. Returns the end of the hits.
  (func (export "find") (param $text i32) (param $end i32) (param $endings i32) (param $needlesEnd i32) (result i32)
    (local $quotes i32) (local $at i32)
    (global.set $hits (i32.const 0x30000))
    (loop $blocks
      (local.set $quotes
        (i8x16.bitmask (i8x16.eq (v128.load (local.get $text)) (i8x16.splat (i32.const 34)))))
      (block $blockDone
        (loop $quotesInBlock
          (br_if $blockDone (i32.eqz (local.get $quotes)))
          (local.set $at (i32.add (i32.add (local.get $text) (i32.ctz (local.get $quotes))) (i32.const 1)))
          (local.set $quotes (i32.and (local.get $quotes) (i32.sub (local.get $quotes) (i32.const 1))))
          (if (i32.load8_u (i32.load16_u (local.get $at)))
            (then
              (call $match (local.get $at) (i64.load (local.get $at)) (i32.const 0x20000) (local.get $endings))))
          (if (i32.load8_u offset=0x10000 (i32.load16_u (i32.sub (local.get $at) (i32.const 3))))
            (then
              (call $match
                (local.get $at)
                (i64.load (i32.sub (local.get $at) (i32.const 9)))
                (local.get $endings)
                (local.get $needlesEnd))))
          (br $quotesInBlock)))
      (local.set $text (i32.add (local.get $text) (i32.const 16)))
      (br_if $blocks (i32.lt_u (local.get $text) (local.get $end))))
    (global.get $hits)))
