;; Finds texts that begin behind a quotation mark, and texts that end before one; counts brackets. See needle-finder.ts.
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
    (global.get $hits))

  ;; Brackets that open less those that close, outside of strings, from $text until $end; both are outside of strings.
  (func (export "depth") (param $text i32) (param $end i32) (result i32)
    (local $bytes v128) (local $lower v128) (local $quotes i32) (local $slashes i32) (local $escaped i32)
    (local $inside i32) (local $outside i32) (local $depth i32)
    (loop $blocks
      (local.set $bytes (v128.load (local.get $text)))
      ;; As ASCII has it, [ and { differ in one bit, likewise ] and }.
      (local.set $lower (v128.or (local.get $bytes) (i8x16.splat (i32.const 0x20))))
      (local.set $quotes (i8x16.bitmask (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 34)))))
      (local.set $slashes (i8x16.bitmask (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 92)))))
      (if (i32.or (local.get $slashes) (local.get $escaped))
        (then
          (local.set $slashes (i32.and (local.get $slashes) (i32.xor (local.get $escaped) (i32.const -1))))
          (block $slashesDone
            (loop $slashesInBlock
              (br_if $slashesDone (i32.eqz (local.get $slashes)))
              ;; The lowest one escapes what follows, be it a backslash.
              (local.set $outside (i32.shl (i32.and (local.get $slashes) (i32.sub (i32.const 0) (local.get $slashes))) (i32.const 1)))
              (local.set $escaped (i32.or (local.get $escaped) (local.get $outside)))
              (local.set $slashes (i32.and (local.get $slashes) (i32.sub (local.get $slashes) (i32.const 1))))
              (local.set $slashes (i32.and (local.get $slashes) (i32.xor (local.get $outside) (i32.const -1))))
              (br $slashesInBlock)))
          (local.set $quotes (i32.and (local.get $quotes) (i32.xor (local.get $escaped) (i32.const -1))))
          (local.set $escaped (i32.shr_u (local.get $escaped) (i32.const 16)))))
      ;; Each bit becomes whether an odd number of quotation marks stand up to it.
      (local.set $quotes (i32.xor (local.get $quotes) (i32.shl (local.get $quotes) (i32.const 1))))
      (local.set $quotes (i32.xor (local.get $quotes) (i32.shl (local.get $quotes) (i32.const 2))))
      (local.set $quotes (i32.xor (local.get $quotes) (i32.shl (local.get $quotes) (i32.const 4))))
      (local.set $quotes (i32.xor (local.get $quotes) (i32.shl (local.get $quotes) (i32.const 8))))
      (local.set $inside (i32.xor (local.get $inside) (local.get $quotes)))
      (local.set $outside (i32.xor (local.get $inside) (i32.const -1)))
      (if (i32.lt_u (i32.sub (local.get $end) (local.get $text)) (i32.const 16))
        (then
          (local.set $outside
            (i32.and
              (local.get $outside)
              (i32.sub (i32.shl (i32.const 1) (i32.sub (local.get $end) (local.get $text))) (i32.const 1))))))
      (local.set $depth
        (i32.sub
          (i32.add
            (local.get $depth)
            (i32.popcnt
              (i32.and
                (local.get $outside)
                (i8x16.bitmask (i8x16.eq (local.get $lower) (i8x16.splat (i32.const 0x7b)))))))
          (i32.popcnt
            (i32.and
              (local.get $outside)
              (i8x16.bitmask (i8x16.eq (local.get $lower) (i8x16.splat (i32.const 0x7d))))))))
      ;; All ones or none, as the last byte was.
      (local.set $inside (i32.shr_s (i32.shl (local.get $inside) (i32.const 16)) (i32.const 31)))
      (local.set $text (i32.add (local.get $text) (i32.const 16)))
      (br_if $blocks (i32.lt_u (local.get $text) (local.get $end))))
    (local.get $depth)))
